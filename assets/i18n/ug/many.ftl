# UNREVIEWED: nobody who reads the language has checked these texts.

many-filter = سۈزۈش
many-columns = كۆرسىتىلىدىغان ئىستونلار
many-clear = تازىلاش
many-change = توپلاپ ئۆزگەرتىش
many-undo = قايتۇرۇش
many-choose = تاللاڭ
many-selected = {$count} ئادەم تاللاندى
many-select-none = تاللاشنى بىكار قىلىش
many-field = قايسى تۈرنى ئۆزگەرتىش
many-value = نېمىگە ئۆزگەرتىش
