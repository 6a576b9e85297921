xquery version "3.1";

(: Fields of the index. TEI Publisher's own takes dates from letters only; here a record of conversation has one, too. :)
module namespace i="urn:zapis:index";

declare namespace tei="http://www.tei-c.org/ns/1.0";

declare function i:field($tei as element()?, $name as xs:string) as item()* {
    let $header := $tei/tei:teiHeader
    return switch ($name)
        case "title" return string-join($header//tei:titleStmt/tei:title ! normalize-space(.), " - ")
        case "author" return $header//tei:correspAction[@type = "sent"]/tei:persName ! normalize-space(.)
        case "language" return head(($header//tei:langUsage/tei:language/@ident, $tei/@xml:lang)) ! string(.)
        case "date" return head(for $date in ($header//tei:creation/tei:date, $header//tei:setting/tei:date, $header//tei:correspAction/tei:date)
            return ($date/@when, $date/@from, $date/@notBefore)) ! substring(., 1, 10)
        case "category" return string(head(($tei/@n, "ZZZ")))
        case "genre" return $header//tei:category[@xml:id = $header//tei:catRef[@scheme = "#genre"]/@target ! substring-after(., "#")]
            /tei:catDesc ! normalize-space(.)
        case "person" return distinct-values($tei/tei:text//tei:persName/@key)
        case "place" return distinct-values($tei/tei:text//tei:placeName/@key)
        default return ()
};

(: The name by which a register sorts, without diacritics. :)
declare function i:sort($entry as element()) as xs:string {
    head($entry/(tei:persName, tei:placeName, tei:orgName)[@type = "sort"]) => string() => normalize-unicode("NFD") => replace("\p{M}", "")
};
