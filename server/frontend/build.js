// Builds ../static/vendor: one stylesheet, the font files that it names, and all their licences.
// Reads only node_modules beside it; the same packages give the same bytes.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
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
