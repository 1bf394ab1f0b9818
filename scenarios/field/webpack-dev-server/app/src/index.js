document.body.textContent = 'A page that is being written'
