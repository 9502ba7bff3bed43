// The list of rooms, a drawer on narrow screens.

export class RoomList {
  #app = document.getElementById('app');
  #list = document.getElementById('rooms');
  #menu = document.getElementById('menu');
  #choose;

  /** `choose(name)` is called when the reader picks a room. */
  constructor(choose) {
    this.#choose = choose;
    this.#menu.addEventListener('click', () => this.#toggle(!this.#app.hasAttribute('data-menu')));
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.#toggle(false));
    document.getElementById('scroller').addEventListener('click', () => this.#toggle(false));
  }

  show(rooms, current) {
    this.#list.replaceChildren(...[...rooms].map((room) => this.#item(room, room === current)));
  }

  #item(room, current) {
    const [item, button, label] = ['li', 'button', 'span'].map((name) => document.createElement(name));
    label.textContent = room.title;
    button.type = 'button';
    button.append(label);
    button.ariaCurrent = current ? 'true' : null;
    if (room.unread > 0) {
      button.dataset.unread = room.unread > 99 ? '99+' : String(room.unread);
      button.ariaLabel = `${room.title}, ${room.unread} unread`;
    }
    button.addEventListener('click', () => {
      this.#toggle(false);
      this.#choose(room.name);
    });
    item.append(button);
    return item;
  }

  #toggle(open) {
    this.#app.toggleAttribute('data-menu', open);
    this.#menu.ariaExpanded = String(open);
  }
}
