// Before anything is painted: the look that was chosen, or the system's.
const chosen = localStorage.getItem("apus.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
