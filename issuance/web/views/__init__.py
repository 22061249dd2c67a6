"""Views: load by an office-scoped query, bind a form, do one action, say so, redirect."""
