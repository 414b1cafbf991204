/** A report: the picture of the plan that is in the file. It needs nothing but the file. */
import "../styles/page.css";
import type { Picture } from "../../src/picture/picture.js";
import { button, h } from "../app/dom.js";
import { showHelp, Viewer } from "../app/viewer.js";
import type { Theme } from "../scene/colours.js";

const data = document.getElementById("telaplan-data")!.textContent;
const pictures = JSON.parse(data) as Picture[];
const viewer = new Viewer();
const themeButton = button("Dark", () => setTheme(viewer.theme === "light" ? "dark" : "light"), {
  title: "Light or dark",
});

function setTheme(theme: Theme): void {
  viewer.theme = theme;
  themeButton.textContent = theme === "light" ? "Dark" : "Light";
}

document.body.append(
  h("a", { href: "#main", className: "skip" }, "Skip to the picture"),
  h(
    "header",
    {},
    h("h1", {}, "telaplan"),
    h("span", { className: "file" }, document.title),
    h("span", { className: "spring" }),
    button("Print", () => window.print()),
    themeButton,
    button("Keys", () => showHelp(), { "aria-label": "Keys (?)" }),
  ),
  h("main", { id: "main" }, viewer.element, viewer.side),
);
viewer.show(pictures);
setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
Object.assign(window, { telaplanViewer: viewer });
