"""Drawings of an imaginary delta, one for each name, as small SVG."""

from hashlib import sha256

_SKIES = ("#bfe0ec", "#f6d9b8", "#cfd9e8", "#f3c9b5", "#d8e8d0", "#e6d7ea")
_HILLS = ("#5f8a6b", "#7a8f5a", "#4f7a83", "#8a7458", "#5d7391", "#6d8f7f")


def landscape(name: str) -> str:
    """Draw the picture that belongs to a name."""
    draw = sha256(name.encode()).digest()
    sky, hill = _SKIES[draw[0] % 6], _HILLS[draw[1] % 6]
    sun_x, sun_y = 80 + draw[2] * 2, 70 + draw[3] // 4
    left, middle, right = (190 + draw[n] // 4 for n in (4, 5, 6))
    boat = 160 + draw[7] * 2
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 420" width="800" height="420" '
        f'aria-hidden="true"><rect width="800" height="420" fill="{sky}"/>'
        f'<circle cx="{sun_x}" cy="{sun_y}" r="{34 + draw[8] // 10}" fill="#fff4d6"/>'
        f'<path d="M0 {left}Q200 {middle - 90} 420 {middle}T800 {right}V420H0z" fill="{hill}"/>'
        f'<path d="M0 {middle + 60}Q260 {left + 10} 480 {right + 50}T800 {left + 40}V420H0z" '
        f'fill="{hill}" opacity=".65"/>'
        '<path d="M0 330Q200 312 400 330T800 330V420H0z" fill="#2f6f8f"/>'
        '<path d="M0 362Q200 348 400 362T800 362" stroke="#8fc0d4" stroke-width="4" fill="none"/>'
        f'<path d="M{boat} 326h90l-16 22h-58zM{boat + 40} 320v-74l44 66z" fill="#fff"/></svg>'
    )


FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="24" '
    'fill="#0b4f6c"/><path d="M9 18q5-6 10 0t10 0 10 0M9 27q5-6 10 0t10 0 10 0M9 36q5-6 10 0t10 0 '
    '10 0" stroke="#fff" stroke-width="3.4" fill="none" stroke-linecap="round"/></svg>'
)
