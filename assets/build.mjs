// Bundles src/ into dist/: hashed names, manifest.json, a .gz in place of everything that shrinks, and the icon sprite.
// `npm run build`; with --watch again after every edit in src/.
import { build } from "esbuild";
import { compile } from "sass";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const entries = ["app.js", "theme.js", "docs.js", "app.css", "docs.css"];

/** `.scss` files are compiled where a stylesheet imports them. */
const scss = {
  name: "scss",
  setup: (b) =>
    b.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css, loadedUrls } = compile(path, { loadPaths: [join(here, "node_modules")], quietDeps: true });
      return { contents: css, loader: "css", watchFiles: loadedUrls.map((url) => fileURLToPath(url)) };
    }),
};

async function bundle() {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: entries.map((name) => `src/${name}`),
    outdir: dist,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    metafile: true,
    legalComments: "linked",
    logLevel: "warning",
    format: "iife",
    target: ["chrome109", "safari16", "firefox115"],
    charset: "utf8",
    plugins: [scss],
  });
  return Object.entries(metafile.outputs)
    .filter(([, out]) => out.entryPoint)
    .map(([file, out]) => [basename(out.entryPoint), basename(file)]);
}

/** One <symbol id="icon-…"> for each name in src/icons.txt. */
function sprite() {
  const names = readFileSync(join(here, "src/icons.txt"), "utf8")
    .split("\n")
    .map((l) => l.replace(/#.*/, "").trim())
    .filter(Boolean);
  const symbols = names.map((name) => {
    const [folder, file] = name.endsWith("-filled") ? ["filled", name.slice(0, -7)] : ["outline", name];
    const svg = readFileSync(join(here, `node_modules/@tabler/icons/icons/${folder}/${file}.svg`), "utf8");
    const shapes = svg
      .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
      .replace(/\s*<path stroke="none"[^>]*\/>/, "")
      .replace(/\s*\n\s*/g, "")
      .replaceAll(" />", "/>");
    return `<symbol id="icon-${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return written("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

/** Licence texts of what is shipped; they ask to travel with it. */
function licences() {
  return ["htmx.org", "@tabler/core", "@tabler/icons", "swagger-ui-dist"]
    .map((name) => {
      const at = join(here, "node_modules", name);
      const { version, license } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
      const file = readdirSync(at).find((f) => /^licen[sc]e/i.test(f));
      return `${name} ${version} (${license})\n\n${file ? readFileSync(join(at, file), "utf8") : ""}`;
    })
    .join("\n---\n\n");
}

/** Writes one file under a name made from its contents; gives its line of the manifest. */
function written(name, text) {
  const [stem, ext] = name.split(".");
  const file = `${stem}-${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}.${ext}`;
  writeFileSync(join(dist, file), text);
  return [name, file];
}

async function make() {
  const began = Date.now();
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const manifest = Object.fromEntries(
    [
      ...(await bundle()),
      sprite(),
      written("favicon.svg", readFileSync(join(here, "src/favicon.svg"), "utf8")),
      written("licences.txt", licences()),
    ].sort(),
  );
  writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

  for (const file of readdirSync(dist)) {
    const whole = readFileSync(join(dist, file));
    const small = gzipSync(whole, { level: 9 });
    if (file !== "manifest.json" && small.length < whole.length * 0.95) {
      writeFileSync(join(dist, file + ".gz"), small);
      rmSync(join(dist, file));
    }
    console.log(
      `${file.padEnd(28)} ${String(whole.length).padStart(8)}  gz ${String(small.length).padStart(7)}`,
    );
  }
  console.log(`assets built in ${Date.now() - began} ms`);
}

await make();
if (process.argv.includes("--watch")) {
  let timer;
  watch(join(here, "src"), () => {
    clearTimeout(timer);
    timer = setTimeout(() => make().catch((e) => console.error(e.message)), 100);
  });
}
