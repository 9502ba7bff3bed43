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
    document.querySelector('main').addEventListener('click', (event) => {
      if (!this.#menu.contains(event.target)) {
        this.#toggle(false);
      }
    });
  }

  show(rooms, current) {
    this.#list.replaceChildren(...rooms.map((room) => this.#item(room, room === current)));
  }

  #item(room, current) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const label = document.createElement('span');
    button.type = 'button';
    label.textContent = room.title;
    button.append(label);
    if (current) {
      button.setAttribute('aria-current', 'true');
    }
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
