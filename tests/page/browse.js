// SPDX-License-Identifier: GPL-2.0-only
// browse.js SITE SHOTS: open pages of a site in headless Chromium, over loopback. Each at 360, 900
// and 1600 pixels, light and dark: nothing is wider than the window, nothing is written to the
// console, no dialog opens, no link is dead, axe-core finds nothing serious. The keyboard reaches
// all and leaves it again. A screenshot of each goes to SHOTS.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const {chromium} = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [site, shots] = process.argv.slice(2).map((name) => path.resolve(name));
const WIDTHS = [360, 900, 1600], SCHEMES = ['light', 'dark'];
const EACH = 4;	// pages of a kind that are looked at
const problems = [];

const serve = () => new Promise((resolve) => {
	const server = http.createServer((request, response) => {
		const file = path.join(site, decodeURIComponent(request.url.split(/[?#]/)[0]));
		const type = file.endsWith('.css') ? 'text/css' : 'text/html; charset=utf-8';

		// The policy keeps a browser from asking for it; here it is not in force.
		if (request.url === '/favicon.ico') {
			response.writeHead(204).end();
			return;
		}
		if (!file.startsWith(site + path.sep) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, {'Content-Type': type});
		fs.createReadStream(file).pipe(response);
	});
	server.listen(0, '127.0.0.1', () => resolve(server));
});

const pagesBelow = (folder) => fs.existsSync(path.join(site, folder)) ?
	fs.readdirSync(path.join(site, folder), {withFileTypes: true}).flatMap((entry) =>
		entry.isDirectory() ? pagesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]) : [];

// Some of each kind, spread over all there are.
const chosen = () => {
	const some = (all) => all.filter((_, i) => i % Math.ceil(all.length / EACH) === 0).slice(0, EACH);

	return ['index.html', ...some(pagesBelow('branch')), ...some(pagesBelow('patch')),
		...some(pagesBelow('test'))];
};

const complain = (where, what) => {
	problems.push(`${where}: ${what}`);
	console.log(`  ${where}: ${what}`);
};

// What is wider than the window, unless it scrolls by itself.
const tooWide = () => {
	const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
	const parts = [...document.querySelectorAll('main *')].filter((e) => {
		const right = e.getBoundingClientRect().right;

		return right > innerWidth + 1 && !e.closest('.scroll, pre, .hidden');
	});

	return wide > 0 || parts.length ? `${wide} pixels too wide, ${parts.slice(0, 3).map((e) =>
		`${e.tagName}.${e.className}`)}` : '';
};

const checkAxe = async (page, where) => {
	// The page's own policy lets no script in; that of the test is put in past it.
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document, {resultTypes: ['violations']}));

	for (const v of found.violations) {
		const place = v.nodes.slice(0, 2).map((n) => n.target.join(' ')).join('; ');

		if (v.impact === 'serious' || v.impact === 'critical')
			complain(where, `axe: ${v.impact}: ${v.id}: ${v.help}: ${place}`);
		else
			console.log(`  note: ${where}: axe: ${v.impact}: ${v.id}: ${place}`);
	}
};

const checkLinks = async (page, where, base) => {
	const links = await page.evaluate(() => [...document.links].map((a) => a.href));

	for (const link of new Set(links.map((l) => l.split('#')[0]))) {
		const file = decodeURIComponent(link.slice(base.length));

		if (!link.startsWith(base) || !fs.existsSync(path.join(site, file)))
			complain(where, `dead link ${link}`);
	}
};

// Tab by tab through the page: never stuck, the skip link first, each with a mark of the focus.
const checkKeyboard = async (page, where) => {
	const focused = () => page.evaluate(() => {
		const e = document.activeElement, style = getComputedStyle(e);

		window.seen = window.seen || new Set();
		if (e === document.body || window.seen.has(e))
			return null;
		window.seen.add(e);
		return {name: e.className || e.tagName, marked: style.outlineStyle !== 'none'};
	});
	let count = 0;

	for (let at; ; count++) {
		await page.keyboard.press('Tab');
		at = await focused();
		if (!at)
			break;
		if (!count && at.name !== 'skip')
			complain(where, `the first stop is ${at.name}`);
		if (!at.marked)
			complain(where, `no mark of the focus on ${at.name}`);
	}
	const reachable = await page.evaluate(() => [...document.querySelectorAll('a, summary, [tabindex="0"]')]
		.filter((e) => e.checkVisibility()).filter((e) => !window.seen.has(e)).length);
	if (reachable)
		complain(where, `${reachable} of ${reachable + count} are not reached by the keyboard`);
};

const look = async (browser, base, file, width, scheme) => {
	const page = await browser.newPage({viewport: {width, height: 1000}, colorScheme: scheme, bypassCSP: true});
	const where = `${path.basename(site)}/${file} ${width} ${scheme}`;

	page.on('console', (message) => complain(where, `console: ${message.text()}`));
	page.on('pageerror', (error) => complain(where, `error: ${error.message}`));
	page.on('dialog', (dialog) => {
		complain(where, `dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	page.on('response', (response) => response.status() >= 400 &&
		complain(where, `${response.status()} ${response.url()}`));
	await page.goto(base + file);
	const wide = await page.evaluate(tooWide);
	if (wide)
		complain(where, wide);
	await page.screenshot({path: path.join(shots, `${path.basename(site)}-${file.replace(/\//g, '-')
		.replace('.html', '').slice(0, 60)}-${width}-${scheme}.png`)});
	await checkAxe(page, where);
	if (width === 900 && scheme === 'light') {
		await checkLinks(page, where, base);
		await checkKeyboard(page, where);
	}
	await page.close();
};

// With the policy of the page in force, as a reader has it: from a server and from a folder.
const lookAsRead = async (browser, url) => {
	const page = await browser.newPage();

	page.on('console', (message) => complain(url, `console: ${message.text()}`));
	await page.goto(url);
	if (await page.evaluate(() => getComputedStyle(document.querySelector('.skip')).position) !== 'absolute')
		complain(url, 'without its style sheet');
	await page.close();
};

(async () => {
	const server = await serve();
	const base = `http://127.0.0.1:${server.address().port}/`;
	const browser = await chromium.launch({executablePath: process.env.CHROMIUM,
		args: ['--no-sandbox', '--disable-gpu']});
	const files = chosen();

	await lookAsRead(browser, `${base}index.html`);
	await lookAsRead(browser, `file://${site}/index.html`);
	for (const file of files)
		for (const width of WIDTHS)
			for (const scheme of SCHEMES)
				await look(browser, base, file, width, scheme);
	await browser.close();
	server.close();
	console.log(`${site}: ${files.length} pages, ${WIDTHS.length} widths, light and dark: ` +
		`${problems.length} problems`);
	process.exit(problems.length ? 1 : 0);
})();
