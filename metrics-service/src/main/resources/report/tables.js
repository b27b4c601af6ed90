'use strict';
// The numbers of a chart as a table: for screen readers, for copying, and where a mark is too small to hit.
// It is folded away, and made when it is unfolded for the first time.
function dataTable(caption, headings, rows) {
  const details = document.createElement('details');
  details.className = 'data';
  const summary = document.createElement('summary');
  summary.textContent = 'Data';
  const name = document.createElement('span');
  name.className = 'unseen';
  name.textContent = ` of ${caption}`;
  summary.append(name);
  details.append(summary);

  const row = (values, tag, scope) => {
    const line = document.createElement('tr');
    values.forEach((value, column) => {
      const cell = document.createElement(column === 0 ? 'th' : tag);
      if (cell.tagName === 'TH') cell.scope = scope;
      cell.textContent = value === null ? '–' : String(value);
      line.append(cell);
    });
    return line;
  };

  details.addEventListener('toggle', () => {
    const table = document.createElement('table');
    table.createCaption().textContent = caption;
    table.createTHead().append(row(headings, 'th', 'col'));
    table.createTBody().append(...rows().map((values) => row(values, 'td', 'row')));
    const scroll = document.createElement('div');
    scroll.className = 'scroll';
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', caption);
    scroll.append(table);
    details.append(scroll);
  }, { once: true });
  return details;
}
