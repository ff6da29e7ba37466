// How the pipeline does: its figures, its services, what was rejected and why, and each partition.

import { byId, copyOf, resize, setAttribute, setFigures, setHidden, setText } from "./dom.js";

export function showPipeline(pipeline) {
  setText(byId("pipeline-caption"), pipeline.caption);
  showAll("pipeline-figures", "figure-template", pipeline.figures, showFigure);
  showAll("services", "service-template", pipeline.services, showService);
  setText(byId("rejected-caption"), pipeline.rejected.caption);
  setHidden(byId("rejected"), !pipeline.rejected.hasLines);
  showAll("reasons", "line-template", pipeline.rejected.lines, showReason);
  setHidden(byId("partitions-table"), !pipeline.hasPartitions);
  showAll("partitions", "line-template", pipeline.partitions, showPartition);
}

function showAll(id, template, entries, show) {
  const elements = resize(byId(id), entries.length, () => copyOf(template));
  entries.forEach((entry, place) => show(elements[place], entry));
}

function showFigure(element, figure) {
  setAttribute(element, "title", figure.detail);
  setText(element.children[0], figure.label);
  setText(element.children[1], figure.value);
}

function showService(row, service) {
  const [name, state, detail] = row.children;
  setText(name, service.name);
  setAttribute(state, "data-tone", service.tone);
  setText(state.children[0], service.sign);
  setText(state.children[1], service.state);
  setText(detail, service.detail);
}

function showReason(row, line) {
  setAttribute(row, "title", line.meaning);
  setText(row.children[0], line.reason);
  setFigures(row, 1, line.figures);
}

function showPartition(row, partition) {
  setText(row.children[0], partition.number);
  setFigures(row, 1, partition.figures);
}
