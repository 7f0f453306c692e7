// What is wrong, on top of a form, names its field: "please fill in" alone says little.
for (const link of document.querySelectorAll('.errors a[href^="#"]')) {
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const point = field?.closest(".check"); // a point of a sheet, with what was found and the word about it
  const label = point ? point.querySelector("legend") : (field?.labels?.[0] ?? field?.querySelector("legend"));
  const name = label?.firstChild?.textContent.trim();
  if (name) link.prepend(Object.assign(document.createElement("b"), { textContent: name }), " ");
}
