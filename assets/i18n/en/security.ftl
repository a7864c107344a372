# First run, passphrase, users.

security-language = Language
security-language-zh-cn = 中文
security-language-en = English
security-create-title = Create the store
security-create-text = All data stay on this computer, encrypted as a whole. Everything works without a network.
security-role = Kind of office
security-role-county-about = people, plans, classes
security-role-port-about = reports shortages every quarter
security-role-province-about = receives and acknowledges
security-office-code = Division code
security-office-code-example = such as 654004, or a name
security-office-name = Name of the office
security-user = Your name
security-user-optional = User (empty: who created the store)
security-passphrase = Passphrase
security-passphrase-again = Passphrase again
security-passphrases-differ = The two passphrases differ
security-passphrase-about = A lost passphrase cannot be recovered. Use a sentence you can remember; keep a written copy in the safe.
security-with-demo = Load the demonstration county too (2,000 invented people, two ports' bulletins, capacity; removed in one click)
security-store-place = Kept in: {$place}
security-create = Create
security-creating = Creating…
security-demo-loaded = The demonstration county is loaded.
security-unlock-title = Enter the passphrase
security-unlock = Open
security-unlocking = Opening…
