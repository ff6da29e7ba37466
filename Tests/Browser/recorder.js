// Runs before anything of the page: notes what a person would not see. What must never happen is said on the console, which
// outlives a reload.
(() => {
  const seen = { violations: [], dialogs: [], shifts: [] };
  Object.defineProperty(window, "adtallySeen", { value: seen });
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample} (${event.sourceFile}:${event.lineNumber})`);
  });
  for (const name of ["alert", "confirm", "prompt"]) {
    window[name] = (text) => {
      seen.dialogs.push(`${name}(${text})`);
      console.error(`a dialog: ${name}(${text})`);
    };
  }
  window.addEventListener("unhandledrejection", (event) => console.error(`unhandled rejection: ${event.reason}`));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const sources = entry.sources.map(({ node }) => (node?.id ? `#${node.id}` : node?.className || node?.nodeName));
      seen.shifts.push({ value: entry.value, afterInput: entry.hadRecentInput, at: entry.startTime, sources });
    }
  }).observe({ type: "layout-shift", buffered: true });
})();
