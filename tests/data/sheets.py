"""Reads the sheets of a workbook as people do: by headings and labels."""


def column(sheet, heading):
    """The cells below a heading."""
    headings = [cell.value for cell in sheet[1]]
    return [row[headings.index(heading)] for row in sheet.iter_rows(min_row=2)]


def values(sheet, heading):
    return [cell.value for cell in column(sheet, heading)]


def fact(sheet, label):
    """Value, share and note beside a label of the summary."""
    return next(tuple(cell.value for cell in row[1:4]) for row in sheet if row[0].value == label)


def is_laid_out(sheet):
    """Whether a list has a header that stays and is seen, a filter, and prints across."""
    page = sheet.page_setup
    return (
        (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
        and sheet.auto_filter.ref.startswith("A1:")
        and (page.orientation, page.fitToHeight) == ("landscape", 0)
        and sheet.sheet_properties.pageSetUpPr.fitToPage
        and all(cell.font.bold and cell.fill.fill_type for cell in sheet[1])
    )
