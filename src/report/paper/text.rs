//! A paper as plain text: for sharing as a message, and for comparing in tests.

use super::{Block, Paper};

/// The paper as text, one line a row, a blank line between blocks.
pub fn plain(paper: &Paper) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !paper.letterhead.is_empty() {
        parts.push(paper.letterhead.join("\n"));
    }
    parts.push(paper.title.to_uppercase());
    if !paper.reference.is_empty() {
        parts.push(fields(&paper.reference));
    }
    parts.extend(paper.blocks.iter().map(block));
    if !paper.footer.is_empty() {
        parts.push(paper.footer.clone());
    }
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

fn fields(rows: &[(String, String)]) -> String {
    let lines: Vec<String> = rows.iter().map(|(label, value)| format!("{label}: {value}")).collect();
    lines.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Subheading(text) | Block::Paragraph(text) => text.clone(),
        Block::Remark(text) => format!("({text})"),
        Block::Fields(rows) => fields(rows),
        Block::List(items) => items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
        Block::Table(table) => {
            let row = |cells: &[String]| {
                cells.iter().map(|cell| cell.replace('\n', " / ")).collect::<Vec<_>>().join(" | ")
            };
            let mut lines = vec![row(&table.head)];
            lines.extend(table.rows.iter().map(|cells| row(cells)));
            lines.join("\n")
        }
        Block::Blank { label, lines } => {
            let mut text = format!("{label}:");
            for _ in 0..*lines {
                text.push_str("\n____________________");
            }
            text
        }
        Block::Signatures(list) => {
            let one = |sign: &super::Signature| {
                let parts =
                    [sign.above.as_str(), sign.role.as_str(), sign.name.as_str(), sign.number.as_str()];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                format!("[{}]", parts.join(" / "))
            };
            list.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        Block::PageBreak => "----".to_owned(),
    }
}
