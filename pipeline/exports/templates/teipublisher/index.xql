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
        case "date" return head(($header//tei:creation/tei:date/@when, $header//tei:setting/tei:date/@when,
            $header//tei:correspAction/tei:date/@when)) ! string(.)
        case "genre" return array { $header//tei:catRef[@scheme = "#genre"]/@target ! substring-after(., "#") }
        default return ()
};
