# UNREVIEWED: nobody who reads the language has checked these texts.

shared-arrow = ←
shared-none = —
shared-comma = {"، "}
shared-semicolon = {"؛ "}
shared-close = تاقاش
shared-cancel = بىكار قىلىش
shared-save = ساقلاش
shared-stop = توختىتىش
shared-copied = كۆچۈرۈلدى
shared-copy-details = تەپسىلاتىنى كۆچۈرۈش
shared-loading = ئوقۇلۇۋاتىدۇ…
shared-reading = ھۆججەت ئوقۇلۇۋاتىدۇ…
shared-nothing-changed-yet = ھازىرغىچە ھېچقانداق مەزمۇن ئۆزگەرتىلمىدى.
shared-row = قۇر
shared-column = ئىستون
shared-code = كود
shared-problem = مەسىلە
shared-problems = {$count} مەسىلە بار
shared-people = {$count} ئادەم
shared-percent = {$amount}%
shared-wan = {$amount} تۈمەن يۈەن
shared-yuan = {$amount} يۈەن
shared-bytes = {$amount} بايت
shared-kibibytes = {$amount} KB
shared-mebibytes = {$amount} MB
shared-slack-none = ماس كېلىدىغان ئىشلىتىش مەزگىلى يوق
shared-slack-late = {$days} كۈن كېچىكتى
shared-slack-left = {$days} كۈن قالدى
shared-tone-surplus = ئارتۇق
shared-date-with-week = {$date} ({$week}-ھەپتە)
shared-week = {$year}-يىل {$week}-ھەپتە ({$month}-ئاي)
shared-quarter = {$year}-يىل { $quarter ->
    [1] 1-پەسىل
    [2] 2-پەسىل
    [3] 3-پەسىل
   *[4] 4-پەسىل
}
shared-task-starting = باشلىنىۋاتىدۇ…
shared-task-working = داۋاملىشىۋاتىدۇ…
shared-task-elapsed = {$seconds} سېكۇنت ئۆتتى
shared-task-remaining = {$seconds} سېكۇنت ئۆتتى، يەنە تەخمىنەن {$remaining} سېكۇنت كېرەك
shared-date-example = مەسىلەن 2026-12-7

failure-host-gone = پروگرامما جاۋاب بەرمىدى، چېكىنىپ كەتكەن بولۇشى مۇمكىن. ساقلانغان مەزمۇن يوقالمىدى؛ پروگراممىنى قايتا ئېچىڭ.
failure-host-token = بۇ كۆزنەكنىڭ ئىشلىتىش كىنىشكىسى كۈچتىن قالدى. كۆزنەكنى تاقاپ، پروگراممىنى سىنبەلگىسىدىن قايتا ئېچىڭ.
failure-host-answer = پروگراممىنىڭ جاۋابىنى چۈشەنگىلى بولمىدى (ھالەت {$status}). قايتا سىناڭ.
failure-page-failed = بەتتە خاتالىق كۆرۈلدى: {$reason}. ساقلانغان مەزمۇن يوقالمىدى.
failure-unknown = مەشغۇلات تاماملانمىدى ({$code}).
