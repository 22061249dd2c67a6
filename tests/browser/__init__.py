"""Every flow in a real Chromium, with the keys counted and axe asked on each page."""
