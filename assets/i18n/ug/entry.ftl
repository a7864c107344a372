# UNREVIEWED: nobody who reads the language has checked these texts.

entry-title = توپلاپ تىزىملاش
entry-open = توپلاپ تىزىملاش
entry-state = ھالىتى
entry-count = {$rows} قۇر كىرگۈزۈلدى، {$sound} قۇرنى ساقلاشقا بولىدۇ، {$refused} قۇرنى ئاۋۋال تۈزىتىش كېرەك
entry-draft-kept = ئارگىنال ساقلاندى
entry-draft-waiting = ئارگىنال ساقلىنىۋاتىدۇ…
entry-draft-failed = ✕ ئارگىنال ساقلانمىدى
entry-undo = يېنىۋېلىش
entry-redo = قايتىلاش
entry-direction = Enter نىڭ يۆنىلىشى
entry-direction-right = كېيىنكى ئىستونغا
entry-direction-down = تۆۋەنگە
entry-columns = ئىستون تاللاش
entry-columns-about = كىرگۈزىدىغان ئىستونلارنى تاللاڭ، تەرتىپىنى ئوق بىلەن تەڭشەڭ؛ ئەستە قالىدۇ. ئىسىم ۋە كىنىشكا نومۇرى ھەمىشە جەدۋەلدە.
entry-columns-more = يەنە قوشۇشقا بولىدۇ
entry-columns-start = ئەسلىگە قايتۇرۇش
entry-column-up = {$field} نى ئالدىغا يۆتكەش
entry-column-down = {$field} نى كەينىگە يۆتكەش
entry-save = {$sound} قۇرنى ساقلاش
entry-saving = ساقلىنىۋاتىدۇ…
entry-saved = ساقلاندى: {$added} ئادەم قوشۇلدى، {$updated} ئادەم يېڭىلاندى، {$unchanged} ئادەم ئۆزگەرمىدى؛ يەنە {$kept} قۇر تۈزىتىشنى كۈتۈپ جەدۋەلدە قالدى.
entry-to-people = كۇرسانتلار ئىسىملىكىنى كۆرۈش
entry-discard = تازىلاش
entry-discard-title = پۈتۈن جەدۋەلنى تازىلامسىز؟
entry-discard-text = جەدۋەلدىكى ساقلانمىغان {$rows} قۇر ئۆچۈرۈلىدۇ، يېنىۋالغىلى بولمايدۇ. ساقلانغان كۇرسانتلارغا تەسىر قىلمايدۇ.
entry-others = {$who} نىڭمۇ بۇ كومپيۇتېردا ساقلانمىغان مەزمۇنى بار، مەزمۇنىنى پەقەت ئۆزى كۆرەلەيدۇ.
entry-and = {"، "}
entry-empty-title = بىر قۇرغا بىر ئادەم، كىرگۈزگەچ تەكشۈرۈلىدۇ، ئارگىنال ئاپتوماتىك ساقلىنىدۇ
entry-empty-text = بىرىنچى قۇرنىڭ ئىسىم كاتىكىدىن باشلاڭ؛ كىنىشكا نومۇرى تولدۇرۇلسا تۇغۇلغان چېسلا ۋە جىنسى ئاپتوماتىك تولدۇرۇلىدۇ. Excel ياكى WPS دىن بىر بۆلەكنى كۆچۈرۈپ (جەدۋەل بېشى بولسىمۇ، بولمىسىمۇ) چاپلىسىڭىزمۇ بولىدۇ.
entry-teach-next = كېيىنكى كاتەك
entry-teach-paste = بىر بۆلەك چاپلاش
entry-teach-suggest = سۆز تاللاش، پىنيىن باش ھەرپىمۇ بولىدۇ
entry-teach-above = ئۈستىدىكى قۇرنى كۆچۈرۈش
entry-teach-keys = بارلىق كۇنۇپكىلار
entry-suggestions = تاللاشقا بولىدىغان سۆزلەر
entry-uses = {$count} ئادەم
entry-of-row = ← {$row}-قۇر
entry-pasted = {$rows} قۇر چاپلاندى. {$dropped ->
    [0] {""}
   *[other] {$dropped} ئىستون جەدۋەلنىڭ چېتىدىن ئېشىپ كەتتى، چاپلانمىدى.
}
entry-pasted-headings = جەدۋەل بېشى بويىچە {$rows} قۇر چاپلاندى. {$dropped ->
    [0] {""}
   *[other] {$dropped} ئىستون تونۇلمىدى، چاپلانمىدى.
}
entry-problems = كۆرۈشكە تېگىشلىك يەرلەر
entry-problems-all = ھەممىسى
entry-problems-refused = ئاۋۋال تۈزىتىلىدىغان
entry-no-problems = مەسىلە يوق.
entry-where = {$row}-قۇر {$field}
entry-mark-blank = بوش قۇر
entry-mark-add = ساقلىغاندا قوشۇلىدۇ
entry-mark-update = ساقلىغاندا يېڭىلىنىدۇ
entry-mark-unchanged = تىزىملانغان، ئۆزگەرمىدى
entry-mark-twice = باشقا قۇر بىلەن بىر ئادەم
entry-mark-refused = ئاۋۋال تۈزىتىش كېرەك
entry-mark-look = ساقلاشقا بولىدۇ، بىر كۆرۈپ قويۇڭ
entry-mark-unfinished = تېخى تولۇق ئەمەس

entry-keys = كۇنۇپكىلار
entry-keys-about = كىرگۈزگۈچتە خەت كىرگۈزۈۋاتقاندا بارلىق كۇنۇپكىلار پەقەت كىرگۈزگۈچكە تەۋە.
entry-keys-move = يۆتكىلىش
entry-keys-type = تولدۇرۇش
entry-keys-rows = پۈتۈن قۇر ۋە بۆلەك
entry-key-next = كېيىنكى كاتەك
entry-key-back = ئالدىنقى كاتەك
entry-key-line = كېيىنكى قۇرنىڭ بېشى
entry-key-tab = كېيىنكى، ئالدىنقى كاتەك
entry-key-arrows = يۆتكىلىش؛ ئوڭ-سول تېكىست چېتىدە
entry-key-ends = بېشى، ئاخىرى
entry-key-page = بىر بەت ۋاراقلاش
entry-key-problem = كېيىنكى مەسىلە
entry-key-suggest = سۆزلەرنى ئېچىش
entry-key-escape = سۆزلەرنى تاقاش
entry-key-fix = بېرىلگەن تۈزىتىشنى قوبۇل قىلىش
entry-key-edit = نۇربەلگىنى تېكىست ئاخىرىغا
entry-key-above = ئۈستىدىكى قۇرنى كۆچۈرۈش
entry-key-undo = يېنىۋېلىش، قايتىلاش
entry-key-save = ساقلاش
entry-key-insert = ئۈستىگە بىر قۇر قوشۇش
entry-key-delete = بۇ قۇرنى ئۆچۈرۈش
entry-key-block = بىر بۆلەك تاللاش
entry-key-all = پۈتۈن جەدۋەلنى تاللاش (ئىككى قېتىم)
entry-key-copy = بۆلەكنى كۆچۈرۈش، كېسىش، چاپلاش
entry-key-empty = تاللانغان بۆلەكنى تازىلاش
entry-key-out = جەدۋەلدىن كۇنۇپكىلارغا چىقىش ۋە قايتىش
