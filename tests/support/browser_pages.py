"""Every page that the browser tests look at and draw, by its name in `Cast.pages`."""

from typing import Final

PAGES: Final = (
    *("front", "works", "tag", "artists", "artist", "artist-own", "artist-bare", "work", "work-own"),
    *(
        "work-several",
        "work-warned",
        "project",
        "project-edit",
        "about",
        "about-ai",
        "terms",
        "sign-in",
        "sign-in-link",
        "join",
        "missing",
    ),
    *("draft", "drafts", "drafts-none", "draft-later", "draft-share", "draft-shared", "draft-discard"),
    *("home", "following", "publish", "edit", "crop", "delete", "notifications", "requests", "notifications-none"),
    *("held-list", "held", "profile", "account", "held-map", "admin-appeals", "admin-withheld", "admin-record"),
    *("admin-record-map", "admin-desk", "admin-policy", "admin-start", "admin-reports", "admin-reports-decided"),
    *("admin-report", "admin-report-ours", "admin-report-decided", "admin-refused", "admin-invites"),
    *("admin-relays", "admin-picks", "search", "search-none", "search-unknown", "person", "person-post", "thread"),
    *("away", "interact", "frame", "closer", "history", "home-local", "home-federated", "tag-followed", "messages"),
    *("messages-requests", "messages-hidden", "album", "album-own", "album-new", "album-edit", "album-edit-closed"),
    *("album-delete", "album-walk", "artist-albums", "artist-albums-own", "artist-posts", "artist-about"),
    *("artist-section", "settings-portfolio", "artist-masonry", "artist-squares", "artist-column", "artist-slides"),
    *("shared", "shared-work", "settings-work", "artists-found", "message", "message-request", "message-new"),
    *("hide", "report", "hidden", "moving", "transfers", "import"),
    *("answers", "answers-none", "credits", "licence", "settings-works"),
    *("work-agreed", "work-agreed-own", "artist-also"),
    *("artist-cv", "artist-page", "settings-cv", "settings-pages", "settings-page"),
    *("jobs", "jobs-none", "job", "job-own", "job-filled", "job-review", "job-new", "job-edit", "job-leave", "admin-jobs"),
    *("apply", "applications", "applications-none", "application", "application-received", "applicants"),
    *("applicants-none",),
)
