# Projects.

projects-title = Project repository
projects-about = A project starts from gaps and owns its classes.
projects-empty-title = No project yet
projects-empty-text = Accepting proposals makes projects; each names the gaps it is to fill.
projects-name = Project
projects-occupation = Occupation
projects-state = State
projects-classes = Classes
projects-seats = Seats
projects-cost = Cost
projects-lines = Gaps to fill
projects-state-draft = draft
projects-state-filed = filed
projects-state-running = running
projects-state-conditions-supplemented = conditions supplemented
projects-state-approved = approved
projects-state-settled = settled
projects-state-lapsed = lapsed
projects-state-withdrawn = withdrawn
