"""Marks and lists with the verdict that each must get, for any reader of the format in any language."""
