# Today.

today-title = Today
today-nothing = Nothing needs you today.
today-open = open
today-group-late = Must be dealt with: {$count}
today-group-tight = Soon: {$count}
today-group-note = To know: {$count}
today-first-title = First steps
today-first-text = With each step the program can answer one more question.
today-done = done
today-step-people = Import a roster
today-step-people-about = A workbook of Excel or WPS, or CSV; you see a preview first.
today-step-people-go = Import
today-step-bulletins = Import the ports' bulletins
today-step-bulletins-about = They say whom Kazakhstan is short of, and when.
today-step-bulletins-go = Import
today-step-capacity = Enter the training capacity
today-step-capacity-about = Schools, sites, instructors, courses, mobile workshops, permits and money.
today-step-capacity-go = Enter
today-step-classes = Run the planner and accept classes
today-step-classes-about = It finds the classes that are ready before their peak.
today-step-classes-go = Plan
today-demo-text = Want to look first? Load an invented county; one click removes it.
today-demo = Load the demonstration county
