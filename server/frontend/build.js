// Builds ../static/vendor: one stylesheet, the font files that it names, the query editor, and all
// their licences.
// Reads only node_modules beside it; the same packages give the same bytes.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild-wasm";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const vendor = join(here, "..", "static", "vendor");
const faces = {
  "atkinson-hyperlegible-next": ["latin", "latin-ext"],
  "atkinson-hyperlegible-mono": ["latin"],
};

rmSync(vendor, { recursive: true, force: true });
mkdirSync(join(vendor, "fonts"), { recursive: true });

const { css } = sass.compile(join(here, "vendor.scss"), {
  loadPaths: [packages],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(vendor, "govuk-frontend.min.css"), css);
// its package says MIT and carries no text of it
copyFileSync(
  join(here, "govuk-frontend.LICENSE.txt"),
  join(vendor, "govuk-frontend.LICENSE.txt"),
);

for (const [face, subsets] of Object.entries(faces)) {
  const source = join(packages, "@fontsource-variable", face);
  for (const subset of subsets) {
    const file = `${face}-${subset}-wght-normal.woff2`;
    copyFileSync(join(source, "files", file), join(vendor, "fonts", file));
  }
  copyFileSync(join(source, "LICENSE"), join(vendor, "fonts", `${face}.LICENSE.txt`));
}

const { metafile } = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ["query-editor.js"],
  outfile: join(vendor, "query-editor.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2021",
  legalComments: "none",
  metafile: true,
});
const bundled = new Set(
  Object.keys(metafile.inputs)
    .map((input) => relative(packages, join(here, input)).split(/[\\/]/))
    .filter(([first]) => first !== "..")
    .map((parts) => parts.slice(0, parts[0].startsWith("@") ? 2 : 1).join("/")),
);
const licences = [...bundled].sort().map((name) => {
  const licence = join(packages, name, "LICENSE");
  if (!existsSync(licence)) throw new Error(`${name} carries no licence: leave it out`);
  return `${name}\n\n${readFileSync(licence, "utf8").trim()}\n`;
});
writeFileSync(join(vendor, "query-editor.LICENSE.txt"), licences.join("\n---\n\n"));
