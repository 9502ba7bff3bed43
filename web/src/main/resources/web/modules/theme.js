// Light, dark or as the system has it; the choice is kept when storage allows it.

const THEMES = ['system', 'light', 'dark'];

export function applyTheme() {
  const button = document.getElementById('theme');
  let theme = stored();
  const apply = () => {
    document.documentElement.dataset.theme = theme;
    button.title = `Colours: ${theme}`;
    button.ariaLabel = button.title;
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    apply();
    try {
      localStorage.setItem('chat-theme', theme);
    } catch {
      // Kept for this page only.
    }
  });
  apply();
}

function stored() {
  try {
    const theme = localStorage.getItem('chat-theme');
    return THEMES.includes(theme) ? theme : 'system';
  } catch {
    return 'system';
  }
}
