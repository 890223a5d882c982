// Every touch of a test done by the keyboard instead: reached by Tab, worked by Enter, Space, the arrows and letters.
//
// With `KEYS=1` in the environment `openedApp` puts these in the place of Playwright's own, so a journey that was written
// for touch shows that a keyboard alone can do it. "Reached by Tab" is held literally: from the control before it, one
// Tab (or, within a group of radio buttons, the arrows) must bring the focus, and the focus must be seen.

import assert from 'node:assert/strict';

// In the page: puts the focus on what stands before the control in the order of Tab, so that one Tab must reach it.
function standBefore(target) {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
  const tabbable = all.filter((it) => {
    if (it.tabIndex < 0 || it.disabled || it.closest('[inert]') || !it.checkVisibility()) return false;
    if (it.type !== 'radio' || !it.name || it === target) return true;
    // Of a group of radio buttons Tab finds one.
    const group = all.filter((one) => one.type === 'radio' && one.name === it.name);
    return it === (group.find((one) => one.checked) ?? group[0]);
  });
  const place = tabbable.indexOf(target);
  if (place < 0) return `it is not among what Tab reaches: ${target.outerHTML.slice(0, 200)}`;
  if (document.activeElement === target) return '';
  if (target.type === 'radio') {
    const group = all.filter((one) => one.type === 'radio' && one.name === target.name && !one.disabled);
    (group.find((one) => one.checked) ?? group[0]).focus();
    return '';
  }
  if (place === 0) document.activeElement?.blur();
  else tabbable[place - 1].focus();
  return '';
}

const isFocused = (it) => document.activeElement === it;
function isSeen(it) {
  const shown = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  return shown(it) || (it.closest('label') !== null && shown(it.closest('label')));
}

async function reach(locator) {
  const keyboard = locator.page().keyboard;
  await locator.waitFor();
  await locator.evaluate((it) => new Promise((done, no) => {
    const end = Date.now() + 10000;
    const look = () => (!it.disabled ? done() : Date.now() > end ? no(new Error('it stays disabled')) : setTimeout(look, 50));
    look();
  }));
  const wrong = await locator.evaluate(standBefore);
  assert.equal(wrong, '', wrong);
  const radio = await locator.evaluate((it) => it.type === 'radio');
  for (let step = 0; !(await locator.evaluate(isFocused)); step += 1) {
    // A document that has lost the focus begins at its top.
    assert.ok(step < (radio ? 40 : 4), `the keyboard does not reach ${locator}`);
    await keyboard.press(radio ? 'ArrowDown' : 'Tab');
  }
  assert.ok(await locator.evaluate(isSeen), `the focus on ${locator} is not seen`);
  return keyboard;
}

async function click() {
  const [tag, type] = await this.evaluate((it) => [it.tagName, it.type]);
  assert.ok(['A', 'BUTTON', 'SUMMARY', 'INPUT'].includes(tag), `a ${tag} is no control: ${this}`);
  const keyboard = await reach(this);
  await keyboard.press(type === 'checkbox' || type === 'radio' ? 'Space' : 'Enter');
}

async function check() {
  if (await this.isChecked()) return;
  const keyboard = await reach(this);
  if (!(await this.isChecked())) await keyboard.press('Space');
  assert.ok(await this.isChecked(), `${this} is not ticked by the keyboard`);
}

async function fill(text) {
  const keyboard = await reach(this);
  const type = await this.evaluate((it) => it.type);
  if (type === 'date') {
    const [year, month, day] = text.split('-');
    // The order of the fields is the browser's language.
    for (const typed of [`${day}${month}${year}`, `${month}${day}${year}`]) {
      await keyboard.press('Backspace');
      await keyboard.type(typed);
      if ((await this.inputValue()) === text) return;
      await this.evaluate((it) => it.blur());
      await reach(this);
    }
    assert.equal(await this.inputValue(), text);
    return;
  }
  await keyboard.press('Control+A');
  await keyboard.press('Delete');
  for (const [place, line] of text.split('\n').entries()) {
    if (place > 0) await keyboard.press('Enter');
    if (line) await keyboard.insertText(line);
  }
  assert.equal(await this.inputValue(), text, `${this} does not hold what was typed`);
}

async function selectOption(wanted) {
  const keyboard = await reach(this);
  const now = () => this.evaluate((it) => [it.options[it.selectedIndex]?.label.trim(), it.value, it.options.length]);
  const fits = ([label, value]) => (wanted.label === undefined ? value === (wanted.value ?? wanted) : label === wanted.label);
  await keyboard.press('Home');
  for (let found = await now(), step = 0; !fits(found); found = await now(), step += 1) {
    assert.ok(step < found[2], `${JSON.stringify(wanted)} is not among the options of ${this}`);
    await keyboard.press('ArrowDown');
  }
}

/** From now on this page, and all others of the process, are worked by the keyboard alone. */
export function byKeyboard(page) {
  Object.assign(Object.getPrototypeOf(page.locator('html')), { click, check, fill, selectOption });
}
