// Runs before anything of the page, and notes what a person would not see. What must never happen is said on the console:
// that outlives a reload.
(() => {
  const seen = { violations: [], dialogs: [], shifts: [] };
  Object.defineProperty(window, "adtallySeen", { value: seen });
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample, sourceFile, lineNumber }) => {
    seen.violations.push(`${effectiveDirective}: ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
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
