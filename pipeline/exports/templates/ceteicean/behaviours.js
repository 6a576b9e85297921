// What differs from CETEIcean's own behaviours: the reading of a choice with a hint, a folio number, links to nowhere off, no
// parentheses of its own round notes (their brackets are in the text).
const behaviours = {
  tei: {
    choice: e => { e.title = [...e.querySelectorAll("tei-sic, tei-orig")].map(s => s.textContent).join(" / "); },
    pb: e => {
      const folio = document.createElement("span");
      folio.className = "folio";
      folio.textContent = e.getAttribute("n") ? `f. ${e.getAttribute("n")}` : "|";
      return folio;
    },
    ref: null,
    note: null,
  },
};
