"""What each page does: one file for each place on the site."""
