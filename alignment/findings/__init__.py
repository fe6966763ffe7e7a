"""What is off before it compounds: rules as pure functions over one read of a period.

`facts` is what they may know, `reading` the one read, `rules` what they look for, `figures` three shares of it all.
They look at what runs; what keeps an objective from being ready before it does is `objectives.findings`.
"""
