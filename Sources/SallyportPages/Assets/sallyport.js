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

// ---- Favourites, which this device alone remembers

const portal = document.querySelector("form[data-favourite]");
if (portal) {
  const name = "sallyport.favourites";
  const read = () => { try { return JSON.parse(localStorage.getItem(name)) || []; } catch { return []; } };
  const write = roles => { try { localStorage.setItem(name, JSON.stringify(roles.slice(0, 50))); } catch { /* Nothing is remembered then. */ } };
  const group = document.createElement("div");
  group.className = "account";
  group.hidden = true;
  group.append(document.createElement("h3"), document.createElement("ul"));
  group.firstElementChild.textContent = portal.dataset.favourites;
  const first = portal.querySelector(".account");
  if (first) first.before(group);
  // Where a role belongs when it is no favourite.
  const homes = new Map();
  const place = (row, isFavourite) => {
    const target = isFavourite ? group.lastElementChild : homes.get(row);
    if (row.parentElement !== target) target.append(row);
    group.hidden = group.lastElementChild.children.length === 0;
    const home = homes.get(row);
    home.parentElement.classList.toggle("empty", home.children.length === 0);
  };
  for (const row of portal.querySelectorAll(".role:not(.refused)")) {
    const role = row.querySelector("button[name=open]").value;
    const account = row.closest(".account").firstElementChild.textContent;
    homes.set(row, row.parentElement);
    const star = document.createElement("button");
    star.type = "button";
    star.className = "quiet star";
    star.setAttribute("aria-label", fill(portal.dataset.favourite, { role: row.querySelector(".name").textContent + ", " + account }));
    const show = isFavourite => {
      star.textContent = isFavourite ? "★" : "☆";
      star.setAttribute("aria-pressed", String(isFavourite));
      place(row, isFavourite);
    };
    star.addEventListener("click", () => {
      const others = read().filter(other => other !== role);
      const isFavourite = star.getAttribute("aria-pressed") !== "true";
      write(isFavourite ? [role, ...others] : others);
      show(isFavourite);
      star.focus();
    });
    row.querySelector(".acts").prepend(star);
    show(read().includes(role));
  }
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
