//! Documents in Markdown as pages: cases that they name are links, and links to files outside the site are plain text.

use maud::{PreEscaped, html};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html as markdown};

use super::layout::{self, PagePlace, case_path};
use super::site::Book;
use super::{finding_page, program_page, wheel_list};
use crate::search::anchor;

pub(super) fn path(name: &str) -> String {
    match name {
        "findings.md" => finding_page::LIST.to_owned(),
        "symptoms.md" => name.replace(".md", ".html"),
        _ => format!("docs/{}", name.replace(".md", ".html")),
    }
}

pub(super) fn write(book: &Book, name: &str, text: &str) -> (String, String) {
    let path = path(name);
    let place = PagePlace { path: &path };
    let content = html! { (PreEscaped(render(book, place, "docs/", text))) };
    (path.clone(), layout::page(place, title(name, text), &content))
}

/// The heading of a document.
pub(super) fn title<'a>(name: &'a str, text: &'a str) -> &'a str {
    text.lines().next().unwrap_or(name).trim_start_matches("# ")
}

/// The page of all documents.
pub(super) fn list(book: &Book) -> String {
    let place = PagePlace { path: "docs.html" };
    let content = html! {
        h1 { "Documents" }
        ul {
            @for (name, text) in &book.documents {
                li { a href=(path(name)) { (title(name, text)) } }
            }
        }
    };
    layout::page(place, "Documents", &content)
}

/// The HTML of a document that lies in `folder` of the project.
pub(super) fn render(book: &Book, place: PagePlace<'_>, folder: &str, text: &str) -> String {
    let options = Options::ENABLE_TABLES;
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut links: Vec<bool> = Vec::new();
    let mut heading: Option<usize> = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let target = target(book, place, folder, &dest_url);
                links.push(target.is_some());
                if let Some(target) = target {
                    events.push(Event::Start(Tag::Link { link_type, dest_url: target.into(), title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if links.pop().unwrap_or_default() {
                    events.push(event);
                }
            }
            Event::Start(Tag::Heading { .. }) => {
                heading = Some(events.len());
                events.push(event);
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some(start) = heading.take() {
                    name_heading(&mut events, start, level);
                }
                events.push(event);
            }
            Event::Code(code) if links.is_empty() && heading.is_none() && book.has_case(&code) => {
                let link = html! { a href=(place.to(&case_path(&code))) { code { (code) } } };
                events.push(Event::InlineHtml(link.into_string().into()));
            }
            // Nothing in the documents needs it, and a page contains only what is in Markdown.
            Event::Html(html) | Event::InlineHtml(html) => events.push(Event::Text(html)),
            event => events.push(event),
        }
    }
    let mut out = String::new();
    markdown::push_html(&mut out, events.into_iter());
    // What is wider than the screen can be scrolled by the keyboard.
    out.replace("<table>", "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table>")
        .replace("</table>", "</table></div>")
        .replace("<pre>", "<pre tabindex=\"0\">")
        .replace("<th></th>", "<td></td>")
}

/// Gives a heading the anchor that it has in the document, and symptoms the one of their number.
fn name_heading(events: &mut [Event<'_>], start: usize, level: HeadingLevel) {
    let text: String = events[start..]
        .iter()
        .map(|event| match event {
            Event::Text(text) | Event::Code(text) => text.as_ref(),
            _ => "",
        })
        .collect();
    let numbered = text.split_once(". ").filter(|(number, _)| number.parse::<u32>().is_ok());
    let id = match (numbered, level) {
        (Some((number, _)), HeadingLevel::H2) => format!("symptom-{number}"),
        _ => anchor(&text),
    };
    events[start] =
        Event::Start(Tag::Heading { level, id: Some(CowStr::from(id)), classes: Vec::new(), attrs: Vec::new() });
}

/// Where a link leads on the site; nowhere if what it names isn't there.
fn target(book: &Book, place: PagePlace<'_>, folder: &str, link: &str) -> Option<String> {
    if link.starts_with("https://") || link.starts_with('#') {
        return Some(link.to_owned());
    }
    let (file, fragment) = link.split_once('#').map_or((link, String::new()), |(file, id)| (file, format!("#{id}")));
    if file == "findings.md"
        && let Some(finding) = fragment.strip_prefix('#').and_then(|anchor| book.finding_at(anchor))
    {
        return Some(place.to(&finding.path()));
    }
    if folder == "docs/" && book.document(file).is_some() {
        return Some(format!("{}{fragment}", place.to(&path(file))));
    }
    if file == "checked-wheels/table.md" {
        return Some(place.to(wheel_list::PATH));
    }
    if let Some(path) = program_page::path(book, file) {
        return Some(place.to(&path));
    }
    // A program stands on the page of its finding.
    let finding = book.findings().into_iter().find(|finding| finding.program == file)?;
    Some(format!("{}#program", place.to(&finding.path())))
}
