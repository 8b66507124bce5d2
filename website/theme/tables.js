// A table that is wider than the page scrolls in a box of its own. The box takes the focus, so that the arrow keys scroll it.
document$.subscribe(() => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .output-table")) {
    box.tabIndex = 0
    box.setAttribute("role", "group")
    box.setAttribute("aria-label", "Table")
  }
})
