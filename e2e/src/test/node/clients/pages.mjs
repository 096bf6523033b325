// The pages, in a real browser, by keyboard alone.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { answer } from "./conversation.mjs";

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const browser = await start();

/** The app that waits for its answer, as native apps do. */
let callback;
const app = createServer((request, response) => {
  if (request.url.startsWith("/callback")) callback = request.url;
  response.end("done");
}).listen(0, "127.0.0.1");

async function start() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) return undefined;
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page of a person of their own, and where it was sent beyond the authorization server. */
async function open({ width, dark }) {
  if (!browser) throw new Error("the tests of the pages need Chromium: install it, or say in CHROMIUM where it is");
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: dark ? "dark" : "light" });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const violations = [];
  page.on("console", (message) => {
    if (/Content Security Policy|violates/i.test(message.text())) violations.push(message.text());
  });
  return { context, page, violations };
}

/** What a person sees and can reach. */
async function look(page) {
  return page.evaluate(() => {
    const size = (selector) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize);
    const focused = getComputedStyle(document.activeElement);
    return {
      title: document.title,
      text: document.body.innerText,
      overflow: document.documentElement.scrollWidth - innerWidth,
      sizes: document.querySelector(".host") ? { host: size(".host"), heading: size("h1"), text: size("body") } : null,
      background: getComputedStyle(document.body).backgroundColor,
      focus: document.activeElement.id || document.activeElement.value || document.activeElement.tagName,
      outline: focused.outlineStyle !== "none" && parseFloat(focused.outlineWidth) > 0,
    };
  });
}

/** The page is whole, and what it gives the focus to has it. */
async function ready(page, focus) {
  await page.waitForLoadState("load");
  if (focus) await page.waitForFunction((id) => document.activeElement?.id === id, focus);
}

async function signIn(page, { email, password }) {
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
}

await answer({
  /** Where the app listens. */
  listen: () => `http://127.0.0.1:${app.address().port}/callback`,
  /** Signs in and answers the consent page, without ever touching the mouse. */
  authorize: async (input) => {
    const { context, page, violations } = await open(input);
    try {
      callback = undefined;
      await page.goto(input.address);
      await ready(page, "username");
      const login = await look(page);
      await signIn(page, { ...input, password: "wrong" });
      await page.waitForSelector("[role=alert]");
      await ready(page, "password");
      const refused = await look(page);
      // the address has stayed, and the password has the focus
      await page.keyboard.type(input.password);
      await page.keyboard.press("Enter");
      await page.waitForSelector("button[value=allow]");
      await ready(page);
      const consent = await look(page);
      await page.keyboard.press("Tab");
      const first = await look(page);
      await page.keyboard.press("Tab");
      const second = await look(page);
      if (input.decision === "deny") await page.keyboard.press("Shift+Tab");
      await Promise.all([page.waitForURL(/\/callback\?/), page.keyboard.press("Enter")]);
      return { login, refused, consent, first, second, callback, violations };
    } finally {
      await context.close();
    }
  },
  /** Opens a page that is open to everybody. */
  see: async (input) => {
    const { context, page } = await open(input);
    try {
      const answer = await page.goto(input.address);
      return { status: answer.status(), ...(await look(page)) };
    } finally {
      await context.close();
    }
  },
});
