// Before anything is drawn: that scripts run, and the look that was chosen; so nothing flashes or jumps.

(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  root.dataset.script = "";
  for (const name of ["theme", "density"]) {
    let value = asked.get(name);
    try {
      // What an address asks for stays: the page's own links do not carry it.
      if (value !== null) localStorage.setItem(`adtally.${name}`, value);
      value ??= localStorage.getItem(`adtally.${name}`);
    } catch { /* storage may be forbidden */ }
    if (value && /^[a-z]+$/.test(value)) root.dataset[name] = value;
  }
})();
