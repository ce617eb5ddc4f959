/** How a page stands on a phone: what sticks out, what is too small for a finger, what it is made of. */
import type { Page } from 'playwright-core'
import { PHONE } from './phone.ts'

/** A finger needs 44 px (Apple's guidelines; WCAG 2.2 asks for 24). */
const FINGER_PX = 44

/** Everything that is wrong with a page on a narrow phone; empty when it is well. */
export function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(() => {
    const faults = []
    const width = document.scrollingElement.scrollWidth
    if (width > ${PHONE.width}) faults.push('scrolls sideways: ' + width + ' px of ${PHONE.width}')
    const shown = element => {
      const style = getComputedStyle(element)
      return style.display !== 'none' && style.visibility !== 'hidden' && element.getClientRects().length > 0
    }
    const targets = [...document.querySelectorAll('a[href], button, select, textarea, input:not([type=hidden])')].filter(shown)
    for (const target of targets) {
      const label = target.closest('label') ?? target
      const { height, width, left, right } = label.getBoundingClientRect()
      const name = target.tagName.toLowerCase() + ' ' + (target.name || target.textContent.trim())
      if (height < ${FINGER_PX} || width < ${FINGER_PX}) faults.push('too small for a finger: ' + name + ' ' + Math.round(width) + 'x' + Math.round(height))
      if (left < 0 || right > ${PHONE.width}) faults.push('sticks out: ' + name)
    }
    for (const script of document.scripts) faults.push('a script: ' + (script.src || 'inline'))
    for (const link of document.querySelectorAll('[target]')) faults.push('opens a window: ' + link.outerHTML.slice(0, 80))
    const font = parseFloat(getComputedStyle(document.querySelector('input:not([type=hidden])') ?? document.body).fontSize)
    if (font < 16) faults.push('a field of ' + font + ' px, into which iPhones zoom')
    if (document.documentElement.lang === '') faults.push('no language')
    if (document.title === '') faults.push('no title')
    if (document.querySelector('meta[name=viewport]') === null) faults.push('no viewport')
    return faults
  })()`)
}
