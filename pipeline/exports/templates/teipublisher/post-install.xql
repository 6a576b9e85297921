xquery version "3.1";

declare variable $home external;
declare variable $dir external;
declare variable $target external;

xmldb:reindex($target)
