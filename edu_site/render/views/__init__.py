"""Views: a page's plan becomes the blocks the theme draws, every word and date in the page's language."""
