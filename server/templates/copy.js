
/* copy buttons appear only where there is a clipboard to copy to */
document.querySelectorAll("[data-copy],[data-copy-of]").forEach(function (button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.onclick = function () {
    var source = button.dataset.copyOf;
    var text = source ? document.getElementById(source).textContent : button.dataset.copy;
    navigator.clipboard.writeText(text).then(function () {
      var said = document.getElementById("said");
      var word = button.firstChild.data;
      said.textContent = said.dataset.copied + button.lastElementChild.textContent;
      button.firstChild.data = said.dataset.copied;
      setTimeout(function () { button.firstChild.data = word; }, 2000);
    });
  };
});
