const tasks = ['Read the report', 'Upgrade the dev server']

document
  .querySelector('#tasks')
  .append(...tasks.map((task) => Object.assign(document.createElement('li'), { textContent: task })))
