"""Character tables of XML 1.0 (fourth edition) names and of Unicode blocks.

XSD 1.0 regular expressions (``\\i``, ``\\c``, ``\\p{IsGreek}``) and the types Name, NCName and NMTOKEN
rest on the fourth edition's letters, not on the wider ones of the fifth edition.
Ranges are hexadecimal code points, both ends included.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

#: Letter | "_" | ":" (XML 1.0, productions 5 and 84).
NAME_START = (
    "3a 41-5a 5f 61-7a c0-d6 d8-f6 f8-131 134-13e 141-148 14a-17e 180-1c3 1cd-1f0 1f4-1f5 1fa-217 "
    "250-2a8 2bb-2c1 386 388-38a 38c 38e-3a1 3a3-3ce 3d0-3d6 3da 3dc 3de 3e0 3e2-3f3 401-40c 40e-44f "
    "451-45c 45e-481 490-4c4 4c7-4c8 4cb-4cc 4d0-4eb 4ee-4f5 4f8-4f9 531-556 559 561-586 5d0-5ea "
    "5f0-5f2 621-63a 641-64a 671-6b7 6ba-6be 6c0-6ce 6d0-6d3 6d5 6e5-6e6 905-939 93d 958-961 985-98c "
    "98f-990 993-9a8 9aa-9b0 9b2 9b6-9b9 9dc-9dd 9df-9e1 9f0-9f1 a05-a0a a0f-a10 a13-a28 a2a-a30 "
    "a32-a33 a35-a36 a38-a39 a59-a5c a5e a72-a74 a85-a8b a8d a8f-a91 a93-aa8 aaa-ab0 ab2-ab3 ab5-ab9 "
    "abd ae0 b05-b0c b0f-b10 b13-b28 b2a-b30 b32-b33 b36-b39 b3d b5c-b5d b5f-b61 b85-b8a b8e-b90 "
    "b92-b95 b99-b9a b9c b9e-b9f ba3-ba4 ba8-baa bae-bb5 bb7-bb9 c05-c0c c0e-c10 c12-c28 c2a-c33 "
    "c35-c39 c60-c61 c85-c8c c8e-c90 c92-ca8 caa-cb3 cb5-cb9 cde ce0-ce1 d05-d0c d0e-d10 d12-d28 "
    "d2a-d39 d60-d61 e01-e2e e30 e32-e33 e40-e45 e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 "
    "ea5 ea7 eaa-eab ead-eae eb0 eb2-eb3 ebd ec0-ec4 f40-f47 f49-f69 10a0-10c5 10d0-10f6 1100 "
    "1102-1103 1105-1107 1109 110b-110c 110e-1112 113c 113e 1140 114c 114e 1150 1154-1155 1159 "
    "115f-1161 1163 1165 1167 1169 116d-116e 1172-1173 1175 119e 11a8 11ab 11ae-11af 11b7-11b8 11ba "
    "11bc-11c2 11eb 11f0 11f9 1e00-1e9b 1ea0-1ef9 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 "
    "1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fbc 1fbe 1fc2-1fc4 1fc6-1fcc 1fd0-1fd3 1fd6-1fdb "
    "1fe0-1fec 1ff2-1ff4 1ff6-1ffc 2126 212a-212b 212e 2180-2182 3007 3021-3029 3041-3094 30a1-30fa "
    "3105-312c 4e00-9fa5 ac00-d7a3"
)

#: NameChar (XML 1.0, production 4).
NAME_CHARACTER = (
    "2d-2e 30-3a 41-5a 5f 61-7a b7 c0-d6 d8-f6 f8-131 134-13e 141-148 14a-17e 180-1c3 1cd-1f0 1f4-1f5 "
    "1fa-217 250-2a8 2bb-2c1 2d0-2d1 300-345 360-361 386-38a 38c 38e-3a1 3a3-3ce 3d0-3d6 3da 3dc 3de "
    "3e0 3e2-3f3 401-40c 40e-44f 451-45c 45e-481 483-486 490-4c4 4c7-4c8 4cb-4cc 4d0-4eb 4ee-4f5 "
    "4f8-4f9 531-556 559 561-586 591-5a1 5a3-5b9 5bb-5bd 5bf 5c1-5c2 5c4 5d0-5ea 5f0-5f2 621-63a "
    "640-652 660-669 670-6b7 6ba-6be 6c0-6ce 6d0-6d3 6d5-6e8 6ea-6ed 6f0-6f9 901-903 905-939 93c-94d "
    "951-954 958-963 966-96f 981-983 985-98c 98f-990 993-9a8 9aa-9b0 9b2 9b6-9b9 9bc 9be-9c4 9c7-9c8 "
    "9cb-9cd 9d7 9dc-9dd 9df-9e3 9e6-9f1 a02 a05-a0a a0f-a10 a13-a28 a2a-a30 a32-a33 a35-a36 a38-a39 "
    "a3c a3e-a42 a47-a48 a4b-a4d a59-a5c a5e a66-a74 a81-a83 a85-a8b a8d a8f-a91 a93-aa8 aaa-ab0 "
    "ab2-ab3 ab5-ab9 abc-ac5 ac7-ac9 acb-acd ae0 ae6-aef b01-b03 b05-b0c b0f-b10 b13-b28 b2a-b30 "
    "b32-b33 b36-b39 b3c-b43 b47-b48 b4b-b4d b56-b57 b5c-b5d b5f-b61 b66-b6f b82-b83 b85-b8a b8e-b90 "
    "b92-b95 b99-b9a b9c b9e-b9f ba3-ba4 ba8-baa bae-bb5 bb7-bb9 bbe-bc2 bc6-bc8 bca-bcd bd7 be7-bef "
    "c01-c03 c05-c0c c0e-c10 c12-c28 c2a-c33 c35-c39 c3e-c44 c46-c48 c4a-c4d c55-c56 c60-c61 c66-c6f "
    "c82-c83 c85-c8c c8e-c90 c92-ca8 caa-cb3 cb5-cb9 cbe-cc4 cc6-cc8 cca-ccd cd5-cd6 cde ce0-ce1 "
    "ce6-cef d02-d03 d05-d0c d0e-d10 d12-d28 d2a-d39 d3e-d43 d46-d48 d4a-d4d d57 d60-d61 d66-d6f "
    "e01-e2e e30-e3a e40-e4e e50-e59 e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 ea5 ea7 eaa- "
    "eab ead-eae eb0-eb9 ebb-ebd ec0-ec4 ec6 ec8-ecd ed0-ed9 f18-f19 f20-f29 f35 f37 f39 f3e-f47 "
    "f49-f69 f71-f84 f86-f8b f90-f95 f97 f99-fad fb1-fb7 fb9 10a0-10c5 10d0-10f6 1100 1102-1103 "
    "1105-1107 1109 110b-110c 110e-1112 113c 113e 1140 114c 114e 1150 1154-1155 1159 115f-1161 1163 "
    "1165 1167 1169 116d-116e 1172-1173 1175 119e 11a8 11ab 11ae-11af 11b7-11b8 11ba 11bc-11c2 11eb "
    "11f0 11f9 1e00-1e9b 1ea0-1ef9 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d "
    "1f5f-1f7d 1f80-1fb4 1fb6-1fbc 1fbe 1fc2-1fc4 1fc6-1fcc 1fd0-1fd3 1fd6-1fdb 1fe0-1fec 1ff2-1ff4 "
    "1ff6-1ffc 20d0-20dc 20e1 2126 212a-212b 212e 2180-2182 3005 3007 3021-302f 3031-3035 3041-3094 "
    "3099-309a 309d-309e 30a1-30fa 30fc-30fe 3105-312c 4e00-9fa5 ac00-d7a3"
)

#: Unicode blocks, names without spaces as XSD writes them.
BLOCKS = (
    "0000-007f:BasicLatin 0080-00ff:Latin-1Supplement 0100-017f:LatinExtended-A "
    "0180-024f:LatinExtended-B 0250-02af:IPAExtensions 02b0-02ff:SpacingModifierLetters "
    "0300-036f:CombiningDiacriticalMarks 0370-03ff:GreekandCoptic 0400-04ff:Cyrillic "
    "0500-052f:CyrillicSupplement 0530-058f:Armenian 0590-05ff:Hebrew 0600-06ff:Arabic "
    "0700-074f:Syriac 0750-077f:ArabicSupplement 0780-07bf:Thaana 07c0-07ff:NKo 0800-083f:Samaritan "
    "0840-085f:Mandaic 0860-086f:SyriacSupplement 0870-089f:ArabicExtended-B "
    "08a0-08ff:ArabicExtended-A 0900-097f:Devanagari 0980-09ff:Bengali 0a00-0a7f:Gurmukhi "
    "0a80-0aff:Gujarati 0b00-0b7f:Oriya 0b80-0bff:Tamil 0c00-0c7f:Telugu 0c80-0cff:Kannada "
    "0d00-0d7f:Malayalam 0d80-0dff:Sinhala 0e00-0e7f:Thai 0e80-0eff:Lao 0f00-0fff:Tibetan "
    "1000-109f:Myanmar 10a0-10ff:Georgian 1100-11ff:HangulJamo 1200-137f:Ethiopic "
    "1380-139f:EthiopicSupplement 13a0-13ff:Cherokee 1400-167f:UnifiedCanadianAboriginalSyllabics "
    "1680-169f:Ogham 16a0-16ff:Runic 1700-171f:Tagalog 1720-173f:Hanunoo 1740-175f:Buhid "
    "1760-177f:Tagbanwa 1780-17ff:Khmer 1800-18af:Mongolian "
    "18b0-18ff:UnifiedCanadianAboriginalSyllabicsExtended 1900-194f:Limbu 1950-197f:TaiLe "
    "1980-19df:NewTaiLue 19e0-19ff:KhmerSymbols 1a00-1a1f:Buginese 1a20-1aaf:TaiTham "
    "1ab0-1aff:CombiningDiacriticalMarksExtended 1b00-1b7f:Balinese 1b80-1bbf:Sundanese "
    "1bc0-1bff:Batak 1c00-1c4f:Lepcha 1c50-1c7f:OlChiki 1c80-1c8f:CyrillicExtended-C "
    "1c90-1cbf:GeorgianExtended 1cc0-1ccf:SundaneseSupplement 1cd0-1cff:VedicExtensions "
    "1d00-1d7f:PhoneticExtensions 1d80-1dbf:PhoneticExtensionsSupplement "
    "1dc0-1dff:CombiningDiacriticalMarksSupplement 1e00-1eff:LatinExtendedAdditional "
    "1f00-1fff:GreekExtended 2000-206f:GeneralPunctuation 2070-209f:SuperscriptsandSubscripts "
    "20a0-20cf:CurrencySymbols 20d0-20ff:CombiningDiacriticalMarksforSymbols "
    "2100-214f:LetterlikeSymbols 2150-218f:NumberForms 2190-21ff:Arrows "
    "2200-22ff:MathematicalOperators 2300-23ff:MiscellaneousTechnical 2400-243f:ControlPictures "
    "2440-245f:OpticalCharacterRecognition 2460-24ff:EnclosedAlphanumerics 2500-257f:BoxDrawing "
    "2580-259f:BlockElements 25a0-25ff:GeometricShapes 2600-26ff:MiscellaneousSymbols "
    "2700-27bf:Dingbats 27c0-27ef:MiscellaneousMathematicalSymbols-A 27f0-27ff:SupplementalArrows-A "
    "2800-28ff:BraillePatterns 2900-297f:SupplementalArrows-B "
    "2980-29ff:MiscellaneousMathematicalSymbols-B 2a00-2aff:SupplementalMathematicalOperators "
    "2b00-2bff:MiscellaneousSymbolsandArrows 2c00-2c5f:Glagolitic 2c60-2c7f:LatinExtended-C "
    "2c80-2cff:Coptic 2d00-2d2f:GeorgianSupplement 2d30-2d7f:Tifinagh 2d80-2ddf:EthiopicExtended "
    "2de0-2dff:CyrillicExtended-A 2e00-2e7f:SupplementalPunctuation 2e80-2eff:CJKRadicalsSupplement "
    "2f00-2fdf:KangxiRadicals 2ff0-2fff:IdeographicDescriptionCharacters "
    "3000-303f:CJKSymbolsandPunctuation 3040-309f:Hiragana 30a0-30ff:Katakana 3100-312f:Bopomofo "
    "3130-318f:HangulCompatibilityJamo 3190-319f:Kanbun 31a0-31bf:BopomofoExtended "
    "31c0-31ef:CJKStrokes 31f0-31ff:KatakanaPhoneticExtensions 3200-32ff:EnclosedCJKLettersandMonths "
    "3300-33ff:CJKCompatibility 3400-4dbf:CJKUnifiedIdeographsExtensionA "
    "4dc0-4dff:YijingHexagramSymbols 4e00-9fff:CJKUnifiedIdeographs a000-a48f:YiSyllables "
    "a490-a4cf:YiRadicals a4d0-a4ff:Lisu a500-a63f:Vai a640-a69f:CyrillicExtended-B a6a0-a6ff:Bamum "
    "a700-a71f:ModifierToneLetters a720-a7ff:LatinExtended-D a800-a82f:SylotiNagri "
    "a830-a83f:CommonIndicNumberForms a840-a87f:Phags-pa a880-a8df:Saurashtra "
    "a8e0-a8ff:DevanagariExtended a900-a92f:KayahLi a930-a95f:Rejang a960-a97f:HangulJamoExtended-A "
    "a980-a9df:Javanese a9e0-a9ff:MyanmarExtended-B aa00-aa5f:Cham aa60-aa7f:MyanmarExtended-A "
    "aa80-aadf:TaiViet aae0-aaff:MeeteiMayekExtensions ab00-ab2f:EthiopicExtended-A "
    "ab30-ab6f:LatinExtended-E ab70-abbf:CherokeeSupplement abc0-abff:MeeteiMayek "
    "ac00-d7af:HangulSyllables d7b0-d7ff:HangulJamoExtended-B d800-db7f:HighSurrogates "
    "db80-dbff:HighPrivateUseSurrogates dc00-dfff:LowSurrogates e000-f8ff:PrivateUseArea "
    "f900-faff:CJKCompatibilityIdeographs fb00-fb4f:AlphabeticPresentationForms "
    "fb50-fdff:ArabicPresentationForms-A fe00-fe0f:VariationSelectors fe10-fe1f:VerticalForms "
    "fe20-fe2f:CombiningHalfMarks fe30-fe4f:CJKCompatibilityForms fe50-fe6f:SmallFormVariants "
    "fe70-feff:ArabicPresentationForms-B ff00-ffef:HalfwidthandFullwidthForms fff0-ffff:Specials "
    "10000-1007f:LinearBSyllabary 10080-100ff:LinearBIdeograms 10100-1013f:AegeanNumbers "
    "10140-1018f:AncientGreekNumbers 10190-101cf:AncientSymbols 101d0-101ff:PhaistosDisc "
    "10280-1029f:Lycian 102a0-102df:Carian 102e0-102ff:CopticEpactNumbers 10300-1032f:OldItalic "
    "10330-1034f:Gothic 10350-1037f:OldPermic 10380-1039f:Ugaritic 103a0-103df:OldPersian "
    "10400-1044f:Deseret 10450-1047f:Shavian 10480-104af:Osmanya 104b0-104ff:Osage "
    "10500-1052f:Elbasan 10530-1056f:CaucasianAlbanian 10570-105bf:Vithkuqi 10600-1077f:LinearA "
    "10780-107bf:LatinExtended-F 10800-1083f:CypriotSyllabary 10840-1085f:ImperialAramaic "
    "10860-1087f:Palmyrene 10880-108af:Nabataean 108e0-108ff:Hatran 10900-1091f:Phoenician "
    "10920-1093f:Lydian 10980-1099f:MeroiticHieroglyphs 109a0-109ff:MeroiticCursive "
    "10a00-10a5f:Kharoshthi 10a60-10a7f:OldSouthArabian 10a80-10a9f:OldNorthArabian "
    "10ac0-10aff:Manichaean 10b00-10b3f:Avestan 10b40-10b5f:InscriptionalParthian "
    "10b60-10b7f:InscriptionalPahlavi 10b80-10baf:PsalterPahlavi 10c00-10c4f:OldTurkic "
    "10c80-10cff:OldHungarian 10d00-10d3f:HanifiRohingya 10e60-10e7f:RumiNumeralSymbols "
    "10e80-10ebf:Yezidi 10f00-10f2f:OldSogdian 10f30-10f6f:Sogdian 10f70-10faf:OldUyghur "
    "10fb0-10fdf:Chorasmian 10fe0-10fff:Elymaic 11000-1107f:Brahmi 11080-110cf:Kaithi "
    "110d0-110ff:SoraSompeng 11100-1114f:Chakma 11150-1117f:Mahajani 11180-111df:Sharada "
    "111e0-111ff:SinhalaArchaicNumbers 11200-1124f:Khojki 11280-112af:Multani 112b0-112ff:Khudawadi "
    "11300-1137f:Grantha 11400-1147f:Newa 11480-114df:Tirhuta 11580-115ff:Siddham 11600-1165f:Modi "
    "11660-1167f:MongolianSupplement 11680-116cf:Takri 11700-1174f:Ahom 11800-1184f:Dogra "
    "118a0-118ff:WarangCiti 11900-1195f:DivesAkuru 119a0-119ff:Nandinagari "
    "11a00-11a4f:ZanabazarSquare 11a50-11aaf:Soyombo "
    "11ab0-11abf:UnifiedCanadianAboriginalSyllabicsExtended-A 11ac0-11aff:PauCinHau "
    "11c00-11c6f:Bhaiksuki 11c70-11cbf:Marchen 11d00-11d5f:MasaramGondi 11d60-11daf:GunjalaGondi "
    "11ee0-11eff:Makasar 11fb0-11fbf:LisuSupplement 11fc0-11fff:TamilSupplement 12000-123ff:Cuneiform "
    "12400-1247f:CuneiformNumbersandPunctuation 12480-1254f:EarlyDynasticCuneiform 12f90-12fff:Cypro- "
    "Minoan 13000-1342f:EgyptianHieroglyphs 13430-1343f:EgyptianHieroglyphFormatControls "
    "14400-1467f:AnatolianHieroglyphs 16800-16a3f:BamumSupplement 16a40-16a6f:Mro 16a70-16acf:Tangsa "
    "16ad0-16aff:BassaVah 16b00-16b8f:PahawhHmong 16e40-16e9f:Medefaidrin 16f00-16f9f:Miao "
    "16fe0-16fff:IdeographicSymbolsandPunctuation 17000-187ff:Tangut 18800-18aff:TangutComponents "
    "18b00-18cff:KhitanSmallScript 18d00-18d7f:TangutSupplement 1aff0-1afff:KanaExtended-B "
    "1b000-1b0ff:KanaSupplement 1b100-1b12f:KanaExtended-A 1b130-1b16f:SmallKanaExtension "
    "1b170-1b2ff:Nushu 1bc00-1bc9f:Duployan 1bca0-1bcaf:ShorthandFormatControls "
    "1cf00-1cfcf:ZnamennyMusicalNotation 1d000-1d0ff:ByzantineMusicalSymbols "
    "1d100-1d1ff:MusicalSymbols 1d200-1d24f:AncientGreekMusicalNotation 1d2e0-1d2ff:MayanNumerals "
    "1d300-1d35f:TaiXuanJingSymbols 1d360-1d37f:CountingRodNumerals "
    "1d400-1d7ff:MathematicalAlphanumericSymbols 1d800-1daaf:SuttonSignWriting "
    "1df00-1dfff:LatinExtended-G 1e000-1e02f:GlagoliticSupplement 1e100-1e14f:NyiakengPuachueHmong "
    "1e290-1e2bf:Toto 1e2c0-1e2ff:Wancho 1e7e0-1e7ff:EthiopicExtended-B 1e800-1e8df:MendeKikakui "
    "1e900-1e95f:Adlam 1ec70-1ecbf:IndicSiyaqNumbers 1ed00-1ed4f:OttomanSiyaqNumbers "
    "1ee00-1eeff:ArabicMathematicalAlphabeticSymbols 1f000-1f02f:MahjongTiles 1f030-1f09f:DominoTiles "
    "1f0a0-1f0ff:PlayingCards 1f100-1f1ff:EnclosedAlphanumericSupplement "
    "1f200-1f2ff:EnclosedIdeographicSupplement 1f300-1f5ff:MiscellaneousSymbolsandPictographs "
    "1f600-1f64f:Emoticons 1f650-1f67f:OrnamentalDingbats 1f680-1f6ff:TransportandMapSymbols "
    "1f700-1f77f:AlchemicalSymbols 1f780-1f7ff:GeometricShapesExtended "
    "1f800-1f8ff:SupplementalArrows-C 1f900-1f9ff:SupplementalSymbolsandPictographs "
    "1fa00-1fa6f:ChessSymbols 1fa70-1faff:SymbolsandPictographsExtended-A "
    "1fb00-1fbff:SymbolsforLegacyComputing 20000-2a6df:CJKUnifiedIdeographsExtensionB "
    "2a700-2b73f:CJKUnifiedIdeographsExtensionC 2b740-2b81f:CJKUnifiedIdeographsExtensionD "
    "2b820-2ceaf:CJKUnifiedIdeographsExtensionE 2ceb0-2ebef:CJKUnifiedIdeographsExtensionF "
    "2f800-2fa1f:CJKCompatibilityIdeographsSupplement 30000-3134f:CJKUnifiedIdeographsExtensionG "
    "e0000-e007f:Tags e0100-e01ef:VariationSelectorsSupplement "
    "f0000-fffff:SupplementaryPrivateUseArea-A 100000-10ffff:SupplementaryPrivateUseArea-B"
)

Ranges = tuple[tuple[int, ...], tuple[int, ...]]


@cache
def ranges(text: str) -> Ranges:
    """Sorted first and last code points of a table above."""
    pairs = [item.partition("-") for item in text.split()]
    return (
        tuple(int(first, 16) for first, _, _ in pairs),
        tuple(int(last or first, 16) for first, _, last in pairs),
    )


def contains(table: Ranges, char: str) -> bool:
    """True if the character lies in one of the ranges."""
    point = ord(char)
    index = bisect_right(table[0], point) - 1
    return index >= 0 and point <= table[1][index]


def is_name_start(char: str) -> bool:
    """True for Letter, "_" and ":"."""
    return contains(ranges(NAME_START), char)


def is_name_character(char: str) -> bool:
    """True for NameChar."""
    return contains(ranges(NAME_CHARACTER), char)


#: Most names by far.
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")


def is_name(text: str) -> bool:
    """True for an XML name (production 5)."""
    if _PLAIN_NAME.fullmatch(text):
        return True
    return bool(text) and is_name_start(text[0]) and all(map(is_name_character, text))


def is_ncname(text: str) -> bool:
    """True for a name without colon (Namespaces in XML 1.0, production 4)."""
    return ":" not in text and is_name(text)


@cache
def block(name: str) -> tuple[int, int] | None:
    """First and last code point of a Unicode block, None if there is none of that name."""
    for item in BLOCKS.split():
        span, _, label = item.partition(":")
        if label == name:
            first, _, last = span.partition("-")
            return int(first, 16), int(last, 16)
    return None
