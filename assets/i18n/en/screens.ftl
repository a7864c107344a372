# The menu that several screens share, and the parts of the settings.

screens-more = More
screens-settings-store = The store
screens-settings-users = Users
screens-settings-capacity = Training capacity
screens-settings-parameters = Parameters
screens-settings-backup = Backup
screens-settings-retention = Retention and erasure
screens-settings-language = Language
screens-language-text = Changes the words on the screen only; what was entered and printed stays as it is.
screens-leave-title = What you typed is not saved
screens-leave-text = When this closes, what you just typed is not kept.
screens-leave-stay = Go on typing
screens-leave-anyway = Close without saving
screens-no-open-class = No class can be applied for yet. Once a class from the plan is open, the person’s own choices are recorded here.
