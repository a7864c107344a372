# UNREVIEWED: nobody who reads the language has checked these texts.

today-title = بۈگۈن
today-nothing = بۈگۈن بىر تەرەپ قىلىدىغان ئىش يوق.
today-open = بىر تەرەپ قىلىش
today-group-late = چوقۇم بىر تەرەپ قىلىدىغان {$count} ئىش
today-group-tight = تېز بىر تەرەپ قىلىدىغان {$count} ئىش
today-group-note = دىققەت قىلىدىغان {$count} ئىش
today-first-title = ئاۋۋال بۇ قەدەملەرنى بېسىڭ
today-first-text = ھەر بىر قەدەم تاماملانغاندا، پروگرامما يەنە بىر سوئالغا جاۋاب بېرەلەيدۇ.
today-done = تاماملاندى
today-step-people = كۇرسانتلار ئىسىملىكىنى كىرگۈزۈش
today-step-people-about = Excel، WPS جەدۋىلى ياكى CSV ھەممىسى بولىدۇ، ئاۋۋال كۆرۈپ ئاندىن كىرگۈزۈلىدۇ.
today-step-people-go = كىرگۈزۈش
today-step-bulletins = ئېغىزلارنىڭ ئالدىن ئاگاھلاندۇرۇشىنى كىرگۈزۈش
today-step-bulletins-about = ئۇقتۇرۇش بولغاندىلا قازاقىستان تەرەپكە قاچان قانداق ئادەم كېرەكلىكى بىلىنىدۇ.
today-step-bulletins-go = كىرگۈزۈش
today-step-capacity = تەربىيەلەش ئىقتىدارىنى تىزىملاش
today-step-capacity-about = مەكتەپ، مەيدان، ئوقۇتقۇچى، دەرس، كۆچمە سېخ، ئىجازەت سانى ۋە مەبلەغ.
today-step-capacity-go = تىزىملاش
today-step-classes = پىلاننى ھېسابلاپ، سىنىپ ئېچىش لايىھەسىنى قوبۇل قىلىش
today-step-classes-about = قايسى سىنىپلارنىڭ ئەمگەك پەللىسىگە ئۈلگۈرىدىغانلىقى ھېسابلاپ چىقىلىدۇ.
today-step-classes-go = پىلانغا بېرىش
today-demo-text = ئاۋۋال كۆرۈپ باقماقچىمۇ؟ توقۇلغان بىر ئۈلگە ناھىيەنى قاچىلاڭ، خالىغان ۋاقىتتا چىقىرىۋەتكىلى بولىدۇ.
today-demo = ئۈلگە ناھىيەنى قاچىلاش
