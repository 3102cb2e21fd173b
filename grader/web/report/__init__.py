"""A batch's tally as one page that holds all it needs: `page.render` makes it."""
