xquery version "3.1";

(: The index must know its fields before the first document is stored. :)
declare variable $home external;
declare variable $dir external;
declare variable $target external;

declare function local:mkcol($at as xs:string, $parts as xs:string*) as item()* {
    if (exists($parts)) then (
        xmldb:create-collection($at, head($parts)),
        local:mkcol($at || "/" || head($parts), tail($parts))
    ) else ()
};

local:mkcol("/db/system/config", tokenize(substring-after($target, "/"), "/")),
xmldb:store-files-from-pattern("/db/system/config" || $target, $dir, "*.xconf"),
local:mkcol("/db", tokenize(substring-after($target, "/db/"), "/")),
xmldb:store-files-from-pattern($target, $dir, "index.xql")
