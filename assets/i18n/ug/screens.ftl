# UNREVIEWED: nobody who reads the language has checked these texts.

screens-more = تېخىمۇ كۆپ
screens-settings-store = سانلىق مەلۇمات ئامبىرى
screens-settings-users = ئىشلەتكۈچىلەر
screens-settings-capacity = تەربىيەلەش ئىقتىدارى
screens-settings-parameters = پارامېتىرلار
screens-settings-backup = زاپاس نۇسخا
screens-settings-retention = ساقلاش مۇددىتى ۋە ئۆچۈرۈش
screens-settings-language = تىل
screens-leave-title = تولدۇرغان مەزمۇن تېخى ساقلانمىدى
screens-leave-text = تاقىسىڭىز، ھازىر تولدۇرغان مەزمۇن قالمايدۇ.
screens-leave-stay = داۋاملىق تولدۇرۇش
screens-leave-anyway = ساقلىماي تاقاش
