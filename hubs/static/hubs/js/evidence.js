// Of the legends on a form that rates, the one of the criterion that is chosen.
const criterion = document.querySelector("#id_criterion");
const legends = [...document.querySelectorAll(".legend")];

function explain() {
  for (const legend of legends) legend.hidden = legend.dataset.criterion !== criterion.value;
}

if (criterion && legends.length) {
  criterion.addEventListener("change", explain);
  explain();
}
