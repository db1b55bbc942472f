// Help for those who have script: every page does what it is for without.
"use strict";

// Names are words in texts: "{time} left".
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? values[name] : whole);

// ---- Search, when there is much to look through

const choices = document.querySelector("[data-choices]");
const search = document.querySelector("[data-search]");
if (choices && search && choices.dataset.choices) {
  const rows = [...choices.querySelectorAll(".saml-role, .role")].map(row => {
    const account = row.closest(".saml-account, .account");
    return { row, account, text: (account.firstElementChild.textContent + " " + row.textContent).toLowerCase() };
  });
  const count = document.querySelector("[data-search-count]");
  search.closest(".search").hidden = false;
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    const accounts = new Map();
    for (const { row, account, text } of rows) {
      const isHit = words.every(word => text.includes(word));
      row.hidden = !isHit;
      accounts.set(account, accounts.get(account) || isHit);
      if (isHit) found += 1;
    }
    for (const [account, isHit] of accounts) account.hidden = !isHit;
    count.textContent = words.length === 0 ? "" : found === 0 ? count.dataset.none : fill(count.dataset.some, { count: found });
  };
  search.addEventListener("input", show);
  // Enter goes to the first hit and chooses nothing by itself.
  search.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = rows.find(({ row }) => !row.hidden && !row.classList.contains("refused"));
    const target = first && first.row.querySelector("input, button");
    if (!target) return;
    target.focus();
    if (target.type === "radio") target.checked = true;
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "radio") return;
    event.preventDefault();
    search.focus();
  });
}

// ---- The last choice, which this device alone remembers

const form = document.getElementById("saml_form");
if (form) {
  const name = "sallyport.lastRole";
  const read = () => { try { return localStorage.getItem(name); } catch { return null; } };
  const last = [...form.querySelectorAll("input[name=roleIndex]")].find(input => input.value === read());
  if (last && !last.disabled) {
    last.checked = true;
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.textContent = form.querySelector("fieldset").dataset.last;
    last.parentElement.append(badge);
    form.querySelector("legend").after(last.closest(".saml-account"));
    last.focus();
  }
  form.addEventListener("submit", () => {
    const chosen = form.querySelector("input[name=roleIndex]:checked");
    try { if (chosen) localStorage.setItem(name, chosen.value); } catch { /* Nothing is remembered then. */ }
  });
}

// ---- Time that is left

const clocks = [...document.querySelectorAll("[data-ends]")];
const text = seconds => {
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${seconds} s`;
};
const tick = () => {
  for (const clock of clocks) {
    const left = Math.floor(Number(clock.dataset.ends) - Date.now() / 1000);
    const isSoon = left < 300;
    clock.textContent = left <= 0 ? clock.dataset.over : fill(isSoon ? clock.dataset.soon : clock.dataset.left, { time: text(left) });
    clock.classList.toggle("soon", isSoon);
    // Said aloud once, when it becomes urgent, and once at the end.
    if (isSoon) clock.setAttribute("role", "status");
  }
};
if (clocks.length > 0) {
  tick();
  setInterval(tick, 10000);
}

// ---- Copying

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// The role that a link names is there to be seen.
const wanted = document.querySelector(".wanted");
if (wanted) wanted.scrollIntoView({ block: "center" });

// ---- A form on its way to another site

const passing = document.querySelector("form[data-posts-itself]");
if (passing) passing.submit();
