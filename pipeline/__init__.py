"""zapis: archival diplomatic records to scholarly TEI-XML."""
