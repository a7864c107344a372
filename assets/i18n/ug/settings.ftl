# UNREVIEWED: nobody who reads the language has checked these texts.

settings-title = تەڭشەك
settings-store = سانلىق مەلۇمات ئامبىرى
settings-office = ئورۇن
settings-holds = مەزمۇنى
settings-holds-text = {$people} ئادەم، {$bulletins} ئۇقتۇرۇش، {$classes} سىنىپ
settings-operations = مەشغۇلات خاتىرىسى
settings-device = كومپيۇتېر بەلگىسى
settings-place = ساقلانغان ئورۇن
settings-version = نەشرى
settings-check = ئامبارنى تەكشۈرۈش
settings-checking = تەكشۈرۈلۈۋاتىدۇ…
settings-sound = ساق: {$operations} خاتىرە ئۆزئارا ئۇلانغان
settings-unsound = مەسىلە بايقالدى
settings-demo = ئۈلگە ناھىيە
settings-demo-load = ئۈلگە ناھىيەنى قاچىلاش
settings-demo-remove = ئۈلگە ناھىيەنى چىقىرىۋېتىش
settings-demo-remove-title = ئۈلگە ناھىيەنى چىقىرىۋېتەمسىز؟
settings-demo-removed = ئۈلگە ناھىيە چىقىرىۋېتىلدى.
settings-user-name = ئىسمى
settings-user-add = قوشۇش
settings-user-added = {$name} قوشۇلدى.
