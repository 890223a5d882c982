//! Shows a picture: the scene as SVG, and the table that says the same behind "Lihat tabel".
//!
//! A mark that opens a record is a link, so it can be reached by keyboard and is read with its title;
//! marks that only help the eye are hidden from screen readers. There are no styles here, only classes.

use leptos::prelude::*;

use super::part::{busy_button, save_file, tr};
use super::route::Route;
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::platform::photo;
use crate::report::scene::{Group, Mark, Part, Picture, Point, Scene, Shape, Table};
use crate::report::svg::to_svg;

/// Scenes wider than this keep their size on a phone and are scrolled.
const FITS: f32 = 440.0;

/// The least that a finger must hit, in units of the scene: 44 pixels where the widest that fits is drawn small.
const FINGER: f32 = 68.0;

/// What a page makes of the marks of a picture.
pub struct Ways<'a> {
    /// Where a record is opened, if it is still there.
    pub href: &'a dyn Fn(RecordId) -> Option<String>,
    /// Who is told the number of a chosen mark that is no record.
    pub pick: Option<Callback<usize>>,
    /// The least that a finger must hit, in units of the scene.
    pub finger: f32,
}

/// A picture with its table. `name` tells the pictures of one page apart.
pub fn picture(book: &Book, name: &str, picture: &Picture) -> AnyView {
    picture_with(name, picture, &Ways { href: &|id| href(book, id), pick: None, finger: FINGER })
}

/// A picture with its table and its file, whose marks do what the page says.
pub fn picture_with(name: &str, picture: &Picture, ways: &Ways<'_>) -> AnyView {
    let drawn = scene(name, &picture.scene, ways);
    let said = table_with(&picture.table, ways.href);
    view! {
        <figure class="picture">
            {drawn}
            <details>
                <summary>{tr(t("Lihat tabel", "Show table"))}</summary>
                {said}
            </details>
            {save_buttons(name, &picture.scene)}
        </figure>
    }
    .into_any()
}

/// The picture as a file of its own.
fn save_buttons(name: &str, scene: &Scene) -> AnyView {
    // Most pictures are only looked at: the file is made when it is asked for.
    let kept = StoredValue::new((name.to_owned(), scene.clone()));
    let pixels = photo::pixels(scene.width, scene.height);
    let save_png = move || async move {
        let Some(pixels) = pixels else {
            App::get().tell(t(
                "Gambar ini terlalu besar untuk PNG. Simpan sebagai SVG.",
                "This picture is too large for PNG. Save it as SVG.",
            ));
            return;
        };
        let (name, svg) = kept.with_value(|(name, scene)| (name.clone(), to_svg(scene)));
        match photo::png_of_svg(&svg, pixels).await {
            Some(png) => save_file(&format!("{name}.png"), "image/png", &png),
            None => App::get().tell(t("Gambar tidak dapat disimpan.", "The picture could not be saved.")),
        }
    };
    let save = move |_| {
        kept.with_value(|(name, scene)| {
            save_file(&format!("{name}.svg"), "image/svg+xml", to_svg(scene).as_bytes());
        });
    };
    view! {
        <details>
            <summary>{tr(t("Simpan gambar", "Save the picture"))}</summary>
            <p class="hint">{tr(t(
                "Berkas gambar tidak terkunci: siapa pun yang memegangnya dapat membacanya.",
                "The picture file is not locked: whoever holds it can read it.",
            ))}</p>
            <div class="cluster">
                <button type="button" class="btn btn--tonal" on:click=save>"SVG"</button>
                {busy_button("btn btn--tonal", t("PNG", "PNG"), save_png)}
            </div>
        </details>
    }
    .into_any()
}

/// Where a record is opened, if it is still there.
fn href(book: &Book, id: RecordId) -> Option<String> {
    book.get(id).map(|record| Route::of(record.kind_name(), id).href())
}

fn scene(name: &str, scene: &Scene, ways: &Ways<'_>) -> AnyView {
    let (title_id, about_id) = (format!("{name}-title"), format!("{name}-about"));
    let (labelled, described) = (title_id.clone(), about_id.clone());
    let size = format!("0 0 {} {}", scene.width, scene.height);
    let class = if scene.width > FITS { "picture-wide" } else { "" };
    let parts: Vec<AnyView> = scene
        .parts
        .iter()
        .map(|part| match part {
            Part::Mark(one) => {
                let drawn = mark(one);
                view! { <g aria-hidden="true">{drawn}</g> }.into_any()
            }
            Part::Group(one) => group(one, ways),
        })
        .collect();
    let label = scene.title.clone();
    view! {
        <div class="picture-frame" tabindex="0" role="group" aria-label=label>
            <svg
                class=class
                viewBox=size
                width=scene.width.to_string()
                height=scene.height.to_string()
                role="group"
                aria-labelledby=labelled
                aria-describedby=described
            >
                <title id=title_id>{scene.title.clone()}</title>
                <desc id=about_id>{scene.description.clone()}</desc>
                {parts}
            </svg>
        </div>
    }
    .into_any()
}

fn group(group: &Group, ways: &Ways<'_>) -> AnyView {
    let marks: Vec<AnyView> = group.marks.iter().map(mark).collect();
    let title = group.title.clone();
    let label =
        if group.description.is_empty() { title.clone() } else { format!("{title}. {}", group.description) };
    let target = group.target(ways.finger);
    if let (Some(number), Some(pick), Some(((x, y), width, height))) = (group.pick, ways.pick, target) {
        return view! {
            <g aria-hidden="true">{marks}</g>
            <g role="button" tabindex="0" class="pic-button" aria-label=label
                on:click=move |_| pick.run(number)
                on:keydown=move |event| if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    pick.run(number);
                }>
                <title>{title}</title>
                <rect class="pic-target" x=x.to_string() y=y.to_string() width=width.to_string() height=height.to_string() rx="4"></rect>
            </g>
        }
        .into_any();
    }
    match group.opens.and_then(ways.href).zip(target) {
        // The marks lie below the link: what they say is short, and the link says it in full.
        Some((href, ((x, y), width, height))) => view! {
            <g aria-hidden="true">{marks}</g>
            <a href=href aria-label=label>
                <title>{title}</title>
                <rect class="pic-target" x=x.to_string() y=y.to_string() width=width.to_string() height=height.to_string() rx="8"></rect>
            </a>
        }
        .into_any(),
        None => view! {
            <g role="img" aria-label=label>
                <title>{title}</title>
                {marks}
            </g>
        }
        .into_any(),
    }
}

fn points(points: &[Point]) -> String {
    points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

fn mark(mark: &Mark) -> AnyView {
    let class = mark.class;
    let n = |number: f32| format!("{number:.1}");
    match &mark.shape {
        Shape::Line((x1, y1), (x2, y2)) => {
            view! { <line class=class x1=n(*x1) y1=n(*y1) x2=n(*x2) y2=n(*y2)></line> }.into_any()
        }
        Shape::Path(path, false) => {
            view! { <polyline class=class points=points(path)></polyline> }.into_any()
        }
        Shape::Path(path, true) => view! { <polygon class=class points=points(path)></polygon> }.into_any(),
        Shape::Rect((x, y), width, height, round) => {
            view! { <rect class=class x=n(*x) y=n(*y) width=n(*width) height=n(*height) rx=n(*round)></rect> }
                .into_any()
        }
        Shape::Circle((x, y), radius) => {
            view! { <circle class=class cx=n(*x) cy=n(*y) r=n(*radius)></circle> }.into_any()
        }
        Shape::Text((x, y), anchor, text) => {
            let text = text.clone();
            view! { <text class=class x=n(*x) y=n(*y) text-anchor=anchor.name()>{text}</text> }.into_any()
        }
    }
}

/// A table of a report, with its notes.
pub fn table(book: &Book, table: &Table) -> AnyView {
    table_with(table, &|id| href(book, id))
}

fn table_with(table: &Table, href: &dyn Fn(RecordId) -> Option<String>) -> AnyView {
    // The card around it often has the caption's name, and no two regions may share one.
    let label = format!("{}: {}", tr(t("Tabel", "Table")), table.caption);
    let number = |place: usize| table.columns.get(place).is_some_and(|column| column.number);
    let class = |place: usize| if number(place) { "num" } else { "" };
    let heads: Vec<AnyView> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let title = column.title.clone();
            view! { <th scope="col" class=class(place)>{title}</th> }.into_any()
        })
        .collect();
    let rows: Vec<AnyView> = table
        .rows
        .iter()
        .map(|row| {
            let mut cells: Vec<AnyView> = Vec::new();
            for (place, cell) in row.cells.iter().enumerate() {
                let text = cell.clone();
                let open = row.opens.filter(|_| place == 0).and_then(href);
                cells.push(match (place, open) {
                    (0, Some(href)) => view! { <th scope="row"><a href=href>{text}</a></th> }.into_any(),
                    (0, None) => view! { <th scope="row">{text}</th> }.into_any(),
                    _ => view! { <td class=class(place)>{text}</td> }.into_any(),
                });
            }
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    let notes: Vec<AnyView> =
        table.notes.iter().cloned().map(|note| view! { <li>{note}</li> }.into_any()).collect();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=label>
            <table>
                <caption>{table.caption.clone()}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {(!notes.is_empty()).then(|| view! { <ul class="picture-notes">{notes}</ul> })}
    }
    .into_any()
}
