// Comfort only: every page works without it.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", () => {
    setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }), 0);
  });
}
for (const block of document.querySelectorAll(".query pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = "复制";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = "已复制";
  });
  block.before(button);
}
