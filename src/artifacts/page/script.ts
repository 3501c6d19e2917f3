// The page's script, as text: what is pointed at is told beside the pointer, the timeline can be made wider, and the part of a test that is
// linked to opens. Without it all of that is missed, and nothing else.
export const script = `(() => {
const tip = document.createElement('div')
tip.className = 'tip'
tip.hidden = true
document.body.append(tip)
const show = (target, x, y) => {
  const text = target && target.closest && target.closest('[data-tip]')?.dataset.tip
  tip.hidden = !text
  if (!text) return
  tip.textContent = text
  const box = tip.getBoundingClientRect()
  tip.style.left = Math.max(4, Math.min(x + 12, innerWidth - box.width - 4)) + 'px'
  tip.style.top = (y + 18 + box.height > innerHeight ? y - box.height - 8 : y + 18) + 'px'
}
addEventListener('pointermove', (event) => show(event.target, event.clientX, event.clientY))
addEventListener('focusin', (event) => {
  const box = event.target.getBoundingClientRect()
  show(event.target, box.left, box.bottom)
})
addEventListener('keydown', (event) => { if (event.key === 'Escape') tip.hidden = true })
for (const group of document.querySelectorAll('.zoom')) {
  group.hidden = false
  group.addEventListener('change', (event) => {
    const scroll = group.parentElement.querySelector('.scroll')
    const middle = (scroll.scrollLeft + scroll.clientWidth / 2) / scroll.scrollWidth
    scroll.dataset.zoom = event.target.value
    scroll.scrollLeft = middle * scroll.scrollWidth - scroll.clientWidth / 2
  })
}
const open = () => {
  const part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!part) return
  for (const details of part.querySelectorAll(':scope > details')) details.open = true
  for (let up = part; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true
  part.scrollIntoView()
}
addEventListener('hashchange', open)
open()
})()`
